import { command } from '../src/language/schema.ts';
import { optionTags } from '../src/portproxy/entry-words.ts';
import { hostAndPort } from '../src/portproxy/host-address.ts';
import { entryKey, keyLabel } from '../src/portproxy/key.ts';
import type { ListedEntry } from '../src/service/contract/status.ts';
import type { Host, NetshCommand } from './host.ts';
import { ageText, bytesText, mostFirst, tableLines } from './layout.ts';
import { namedSides, resolvedText } from './names.ts';
import { watchEntries } from './watch/entries.ts';

/** The remark on an empty table. */
export const EMPTY_TABLE = 'The table is empty. Add an entry, such as: add v4tov4 8080 10.0.0.5 80';

/** `show statistics`: the counters of each entry since the relay started. */
export const showStatistics: NetshCommand = command({
  name: 'statistics',
  text: 'Shows the counters of each entry.',
  extension: true,
  remarks: [
    'Shows what each entry has carried since the relay runs: connections,',
    'bytes, connections that failed, that the relay had no room for, or that',
    'rules of advfirewall denied, by which rules, and how connections ended.',
    'With --watch, goes on with each entry that carries more, once a second.',
  ],
  watch: (_args, host: Host, signal) =>
    watchEntries(
      host,
      { everyMs: 1_000, isWanted: () => true, json: (entry) => entry, text: countersText },
      signal,
    ),
  action: async (_args, host: Host) => {
    const entries = await host.backend.entries({ counters: true });
    return {
      kind: 'text',
      lines: entries.length === 0 ? [''] : ['', ...statistics(entries), '', ...denials(entries)],
      json: { entries },
      ...(entries.length === 0 && { remark: [EMPTY_TABLE] }),
    };
  },
});

/** `show status`: the state of each entry, and why one does not listen. */
export const showStatus: NetshCommand = command({
  name: 'status',
  text: 'Shows what each entry does, and why.',
  extension: true,
  remarks: [
    'Shows for each entry whether it listens, why it does not, to what its',
    'names were resolved and when, and its last failed connection.',
    'With --watch, goes on with every change.',
  ],
  watch: (_args, host: Host, signal) =>
    watchEntries(host, { everyMs: 100, isWanted: () => true, json: statusJson, text: statusText }, signal),
  action: async (_args, host: Host) => {
    const entries = await host.backend.entries({ counters: true });
    const now = Date.now();
    return {
      kind: 'text',
      lines: entries.length === 0 ? [''] : ['', ...entries.flatMap((entry) => status(entry, now)), ''],
      json: { entries: entries.map(statusJson) },
      isProse: true,
      ...(entries.length === 0 && { remark: [EMPTY_TABLE] }),
    };
  },
});

function statusJson({ counters, ...entry }: ListedEntry): unknown {
  return { ...entry, reason: entry.reason ?? null, lastError: counters?.lastError, names: counters?.names };
}

function statusText(entry: ListedEntry): string {
  const { state, reason, counters } = entry;
  return [
    `${wayOf(entry)}: ${state}`,
    ...(reason === undefined ? [] : [reason]),
    ...(counters?.lastError ? [`Last error: ${counters.lastError.text}`] : []),
  ].join('  ');
}

function countersText({ counters, ...entry }: ListedEntry): string {
  const { connections = 0, connectionsTotal = 0, bytesUp = 0, bytesDown = 0 } = counters ?? {};
  const { errors = 0, refused = 0, denied = 0 } = counters ?? {};
  return (
    `${keyLabel(entryKey(entry))}  open ${connections}  total ${connectionsTotal}  up ${bytesText(bytesUp)}  ` +
    `down ${bytesText(bytesDown)}  errors ${errors}  refused ${refused}  denied ${denied}`
  );
}

/** Returns an entry in words: its listen side, and where it connects to. */
export function wayOf(entry: ListedEntry): string {
  return `${keyLabel(entryKey(entry))} to ${hostAndPort(entry.connectAddress, entry.connectPort)}`;
}

function statistics(entries: readonly ListedEntry[]): string[] {
  return tableLines(
    [
      { title: 'Entry' },
      { title: 'Open', right: true },
      { title: 'Total', right: true },
      { title: 'To target', right: true },
      { title: 'To client', right: true },
      { title: 'Errors', right: true },
      { title: 'Refused', right: true },
      { title: 'Denied', right: true },
    ],
    entries.map((entry) => {
      const { counters } = entry;
      return [
        keyLabel(entryKey(entry)),
        String(counters?.connections ?? 0),
        String(counters?.connectionsTotal ?? 0),
        bytesText(counters?.bytesUp ?? 0),
        bytesText(counters?.bytesDown ?? 0),
        String(counters?.errors ?? 0),
        String(counters?.refused ?? 0),
        String(counters?.denied ?? 0),
      ];
    }),
  );
}

/** Names the rules that denied connections, in lines of their own with a blank one at the end. */
function denials(entries: readonly ListedEntry[]): string[] {
  const lines = entries.flatMap((entry) => {
    const causes = mostFirst(entry.counters?.denials ?? {}).map(([cause, count]) => `  ${count} ${cause}`);
    return causes.length === 0 ? [] : [`${keyLabel(entryKey(entry))} denied:`, ...causes];
  });
  return lines.length === 0 ? [] : [...lines, ''];
}

function status(entry: ListedEntry, now: number): string[] {
  const { counters, reason } = entry;
  const error = counters?.lastError;
  const options = optionTags(entry);
  return [
    `${wayOf(entry)}: ${entry.state}`,
    ...(reason === undefined ? [] : [`  ${reason}`]),
    ...(options === '' ? [] : [`  ${options}`]),
    ...namedSides(entry).map((one) => `  ${one.name}: ${resolvedText(one, now)}`),
    ...(error === undefined ? [] : [`  Last error, ${ageText(now - error.at)} ago: ${error.text}`]),
  ];
}
