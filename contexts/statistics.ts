import { command } from '../src/language/schema.ts';
import { optionTags } from '../src/portproxy/entry-words.ts';
import { connectLabel } from '../src/portproxy/connect-label.ts';
import { inGroup } from '../src/portproxy/groups.ts';
import { entryKey, keyLabel } from '../src/portproxy/key.ts';
import type { EntryCounters } from '../src/relay/relay.ts';
import type { ListedEntry } from '../src/service/contract/status.ts';
import { gather, silentJson, silentLines } from './across.ts';
import type { Host, NetshCommand } from './host.ts';
import { lastErrorText } from './last-error.ts';
import { bytesText, mostFirst, shortBytesText, tableLines } from './layout.ts';
import { namedSides, resolvedText } from './names.ts';
import { onlyOnMachine } from './values/fleet-machine.ts';
import { onlyOfGroup } from './values/group.ts';
import { downText, targetLines } from './target-lines.ts';
import { waitingText } from './waiting-text.ts';
import { watchEntries } from './watch/entries.ts';
import { watchFleetEntries } from './watch/fleet-entries.ts';

/** The remark on an empty table. */
export const EMPTY_TABLE =
  'The table is empty. Add an entry, such as: interface portproxy add v4tov4 8080 10.0.0.5 80';

/** `show statistics`: the counters of each entry since the relay started. */
export const showStatistics: NetshCommand = command({
  name: 'statistics',
  text: 'Shows the counters of each entry.',
  extension: true,
  tags: { group: onlyOfGroup, machine: onlyOnMachine },
  remarks: [
    'Shows what each entry has carried since the relay runs: connections,',
    'bytes, connections that failed, that the relay had no room for, or that',
    'rules of advfirewall or bounds on each client denied, by which of them,',
    'how connections ended, and how many clients wait for room.',
    'For entries of UDP it counts sessions, and says how many datagrams',
    'were sent on, and how many were dropped, and why.',
    'With --watch, goes on with each entry that carries more, once a second.',
    "On the fleet: each entry on each machine, a machine's own ones too.",
  ],
  examples: ['show statistics group=web'],
  watch({ group, machine }, host: Host, signal) {
    const isWanted = inGroup(group);
    if (host.isFleet === true)
      return watchFleetEntries(host, { machine, isWanted, text: countersText }, signal);
    return watchEntries(
      host,
      { everyMs: 1_000, isWanted, json: (entry) => entry, text: countersText },
      signal,
    );
  },
  action: async ({ group, machine: only }, host: Host) => {
    const gathered = await gather(host, { question: 'entries', machine: only });
    if (gathered.kind === 'failed') return gathered;
    const entries = gathered.answers.flatMap(({ machine, entries: all = [] }) =>
      all
        .filter(inGroup(group))
        .map((entry): CountedEntry => (host.isFleet === true ? Object.assign({ machine }, entry) : entry)),
    );
    return {
      kind: 'text',
      lines: [
        '',
        ...(entries.length === 0
          ? []
          : [
              ...statistics(entries, host.columns ?? WIDTH),
              '',
              ...waiting(entries),
              ...denials(entries),
              ...datagrams(entries),
            ]),
        ...silentLines(gathered.silent),
      ],
      json: { entries, ...silentJson(host, gathered.silent) },
      ...(entries.length === 0 && { remark: [nothingRemark(group)] }),
    };
  },
});

/** `show status`: the state of each entry, and why one does not listen. */
export const showStatus: NetshCommand = command({
  name: 'status',
  text: 'Shows what each entry does, and why.',
  extension: true,
  tags: { group: onlyOfGroup },
  remarks: [
    'Shows for each entry whether it listens, why it does not, to what its',
    'names were resolved and when, of several targets which are up or down,',
    'since when and why, whether clients wait because maxconnections is',
    'reached, and its last failed connection.',
    'With --watch, goes on with every change.',
  ],
  watch: ({ group }, host: Host, signal) =>
    watchEntries(
      host,
      { everyMs: 100, isWanted: inGroup(group), json: watchedJson, text: statusText },
      signal,
    ),
  action: async ({ group }, host: Host) => {
    const entries = (await host.backend.entries({ counters: true })).filter(inGroup(group));
    const now = Date.now();
    return {
      kind: 'text',
      lines: entries.length === 0 ? [''] : ['', ...entries.flatMap((entry) => status(entry, now)), ''],
      json: { entries: entries.map(statusJson) },
      isProse: true,
      ...(entries.length === 0 && { remark: [nothingRemark(group)] }),
    };
  },
});

/** An entry, and on the fleet the machine that has it. */
interface CountedEntry extends ListedEntry {
  readonly machine?: string;
}

/** Returns the name of an entry, behind its machine where it is one of many. */
function nameOf(entry: CountedEntry): string {
  const label = keyLabel(entryKey(entry));
  return entry.machine === undefined ? label : `${entry.machine}  ${label}`;
}

function nothingRemark(group: string | undefined): string {
  return group === undefined ? EMPTY_TABLE : 'No entries of this group.';
}

function statusJson({ counters, ...entry }: ListedEntry): object {
  const { lastError, names, targets, waiting } = counters ?? {};
  return { ...entry, reason: entry.reason ?? null, lastError, names, targets, waiting };
}

/** The status without what changes with every connection. */
function watchedJson(entry: ListedEntry): unknown {
  const targets = entry.counters?.targets?.map(({ target, state, since, reason, ports }) => ({
    target,
    state,
    since,
    reason,
    ports,
  }));
  return { ...statusJson(entry), targets, waiting: undefined };
}

function statusText(entry: ListedEntry): string {
  const { state, reason, counters } = entry;
  const down = downText(counters?.targets);
  return [
    `${wayOf(entry)}: ${state}`,
    ...(reason === undefined ? [] : [reason]),
    ...(down === undefined ? [] : [down]),
    ...(counters?.lastError ? [`Last error: ${counters.lastError.text}`] : []),
  ].join('  ');
}

function countersText({ counters, ...entry }: ListedEntry): string {
  const { connections = 0, connectionsTotal = 0, bytesUp = 0, bytesDown = 0 } = counters ?? {};
  const { errors = 0, refused = 0, denied = 0 } = counters ?? {};
  const more = counters ? [waitingText(counters), datagramsText(counters)] : [];
  return (
    `${keyLabel(entryKey(entry))}  open ${connections}  total ${connectionsTotal}  up ${bytesText(bytesUp)}  ` +
    `down ${bytesText(bytesDown)}  errors ${errors}  refused ${refused}  denied ${denied}` +
    more.map((text) => (text === undefined ? '' : `  ${text}`)).join('')
  );
}

/** Returns an entry in words: its listen side, and where it connects to. */
export function wayOf(entry: ListedEntry): string {
  return `${keyLabel(entryKey(entry))} to ${connectLabel(entry)}`;
}

/** Width that the counters keep to where they can, in cells. */
const WIDTH = 80;

/** Returns the table of counters; with bytes in four characters where it would not fit into `width` cells otherwise. */
function statistics(entries: readonly CountedEntry[], width: number): string[] {
  const lines = statisticsTable(entries, ['To target', 'To client'], bytesText);
  if (lines.every((line) => line.length <= width)) return lines;
  return statisticsTable(entries, ['Up', 'Down'], shortBytesText);
}

/** `titles` of the bytes to the target and back, which `amount` writes. */
function statisticsTable(
  entries: readonly CountedEntry[],
  titles: readonly [string, string],
  amount: (bytes: number) => string,
): string[] {
  const isOfMany = entries.some(({ machine }) => machine !== undefined);
  return tableLines(
    [
      ...(isOfMany ? [{ title: 'Machine' }] : []),
      { title: 'Entry' },
      { title: 'Open', right: true },
      { title: 'Total', right: true },
      { title: titles[0], right: true },
      { title: titles[1], right: true },
      { title: 'Errors', right: true },
      { title: 'Refused', right: true },
      { title: 'Denied', right: true },
    ],
    entries.map((entry) => {
      const { counters } = entry;
      return [
        ...(isOfMany ? [entry.machine ?? ''] : []),
        keyLabel(entryKey(entry)),
        String(counters?.connections ?? 0),
        String(counters?.connectionsTotal ?? 0),
        amount(counters?.bytesUp ?? 0),
        amount(counters?.bytesDown ?? 0),
        String(counters?.errors ?? 0),
        String(counters?.refused ?? 0),
        String(counters?.denied ?? 0),
      ];
    }),
  );
}

/** Tells which entries have clients that wait until there is room, with a blank line at the end. */
function waiting(entries: readonly CountedEntry[]): string[] {
  const lines = entries.flatMap((entry) => {
    const text = entry.counters && waitingText(entry.counters);
    return text === undefined ? [] : [`${nameOf(entry)}: ${text}`];
  });
  return lines.length === 0 ? [] : [...lines, ''];
}

/** Names the rules that denied connections, in lines of their own with a blank one at the end. */
function denials(entries: readonly CountedEntry[]): string[] {
  const lines = entries.flatMap((entry) => {
    const causes = mostFirst(entry.counters?.denials ?? {}).map(([cause, count]) => `  ${count} ${cause}`);
    return causes.length === 0 ? [] : [`${nameOf(entry)} denied:`, ...causes];
  });
  return lines.length === 0 ? [] : [...lines, ''];
}

/** Tells how many datagrams entries of UDP have sent on, and dropped and why, with a blank line at the end. */
function datagrams(entries: readonly CountedEntry[]): string[] {
  const lines = entries.flatMap((entry) => {
    const text = entry.counters && datagramsText(entry.counters);
    if (text === undefined) return [];
    const reasons = mostFirst(entry.counters?.drops ?? {}).map(([reason, count]) => `  ${count} ${reason}`);
    return [`${nameOf(entry)}: ${text}${reasons.length === 0 ? '' : ':'}`, ...reasons];
  });
  return lines.length === 0 ? [] : [...lines, ''];
}

/** Returns how many datagrams an entry has sent on and dropped, in words; undefined where there were none. */
function datagramsText({
  datagramsUp = 0,
  datagramsDown = 0,
  dropped = 0,
}: EntryCounters): string | undefined {
  if (datagramsUp + datagramsDown + dropped === 0) return undefined;
  return `datagrams up ${datagramsUp}, down ${datagramsDown}, dropped ${dropped}`;
}

function status(entry: ListedEntry, now: number): string[] {
  const { counters, reason } = entry;
  const error = counters && lastErrorText(counters, now);
  const options = optionTags(entry);
  const wait = counters && waitingText(counters);
  return [
    `${wayOf(entry)}: ${entry.state}`,
    ...(reason === undefined ? [] : [`  ${reason}`]),
    ...(options === '' ? [] : [`  ${options}`]),
    ...(wait === undefined ? [] : [`  ${sentence(wait)}`]),
    ...namedSides(entry).map((one) => `  ${one.name}: ${resolvedText(one, now)}`),
    ...targetLines(counters?.targets, now).map((line) => `  ${line}`),
    ...(error === undefined ? [] : [`  Last error, ${error}`]),
  ];
}

function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}
