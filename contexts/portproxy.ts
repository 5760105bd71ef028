import type { Outcome } from '../src/language/outcome.ts';
import { command, optional, required } from '../src/language/schema.ts';
import type { Address } from '../src/portproxy/address.ts';
import { dumpTable } from '../src/portproxy/dump.ts';
import { type EntryValues, listenSide } from '../src/portproxy/entry.ts';
import {
  FAMILIES,
  type Family,
  type IpVersion,
  connectVersion,
  listenVersion,
  loopback,
} from '../src/portproxy/family.ts';
import { type Port, spanProblem } from '../src/portproxy/port.ts';
import { showTable } from '../src/portproxy/show.ts';
import type { Change } from '../src/portproxy/table.ts';
import { changeOutcome } from './change-outcome.ts';
import { dumpCommand, helpEntries } from './common.ts';
import { changeEffect, resetQuestion } from './effects.ts';
import { kill, showConnections } from './connections.ts';
import { exportCommand, importCommand } from './moving/commands.ts';
import type { Host, NetshCommand, NetshContext } from './host.ts';
import { connectAddress, entryListenAddress, listenAddress } from './values/address.ts';
import { connectPort, entryPort, port } from './values/port.ts';
import { showStatistics, showStatus, wayOf } from './statistics.ts';
import { watchEntries } from './watch/entries.ts';
import { oneOf } from './values/word.ts';

/** `interface portproxy`: the table of entries, and what the relay does with it. */
export const portproxy: NetshContext = {
  kind: 'context',
  name: 'portproxy',
  dump: async (host) => dumpTable(await host.backend.entries()),
  entries: [
    {
      kind: 'group',
      name: 'add',
      text: 'Adds an entry to the table.',
      commands: FAMILIES.map((family) =>
        entryCommand('add', family, {
          text: `Adds an entry that listens on ${ip(family, 'listen')} and connects by ${ip(family, 'connect')}.`,
          remarks: [
            `Adds an entry: what is accepted on the ${ip(family, 'listen')} listen side is forwarded`,
            `to the ${ip(family, 'connect')} connect side. An entry with the same listen side is`,
            'replaced and keeps its place. A range such as 30000-30010 listens on',
            'each of its ports and connects to as many, or all to one.',
          ],
          example: `add ${family} 8080 ${sample(connectVersion(family))} 80`,
        }),
      ),
    },
    {
      kind: 'group',
      name: 'delete',
      text: 'Deletes an entry from the table.',
      commands: FAMILIES.map(deleteCommand),
    },
    dumpCommand(() => portproxy),
    command({
      name: 'reset',
      text: 'Deletes every entry of the table.',
      change: true,
      remarks: ['Deletes the entries of all four families. Connections that are', 'established go on.'],
      effect: (_args, facts) => changeEffect({ op: 'reset' }, facts.entries),
      confirm: (_args, facts) => resetQuestion(facts.entries),
      action: (_args, host: Host) => change(host, { op: 'reset' }),
    }),
    {
      kind: 'group',
      name: 'set',
      text: 'Changes an entry of the table.',
      commands: FAMILIES.map((family) =>
        entryCommand('set', family, {
          text: `Changes an entry that listens on ${ip(family, 'listen')} and connects by ${ip(family, 'connect')}.`,
          remarks: [
            'Changes the entry with this listen side, or creates it. Values that',
            'are not supplied stay as they are.',
          ],
          example: `set ${family} listenport=8080 connectaddress=${sample(connectVersion(family))}`,
        }),
      ),
    },
    {
      kind: 'group',
      name: 'show',
      text: 'Shows the table.',
      commands: [
        showCommand('all', FAMILIES, 'Shows the entries of all four families.'),
        ...FAMILIES.map((family) =>
          showCommand(
            family,
            [family],
            `Shows the entries that listen on ${ip(family, 'listen')} and connect by ${ip(family, 'connect')}.`,
          ),
        ),
        showConnections,
        showStatistics,
        showStatus,
      ],
    },
    exportCommand,
    importCommand,
    kill,
    command({
      name: 'monitor',
      text: 'Opens a live view of entries and connections.',
      extension: true,
      remarks: [
        'Shows entries, connections, rates and errors as they change, over the',
        'whole terminal, and acts on them by single keys; ? lists the keys.',
      ],
      action: () => ({ kind: 'session', request: { op: 'monitor' } }),
    }),
    command({
      name: 'panel',
      text: 'Shows a live table above the prompt, or hides it.',
      extension: true,
      tags: {
        state: optional(oneOf(['enabled', 'disabled']), 'enabled or disabled: whether it is shown.', {
          fallback: 'the other of what it is',
        }),
      },
      remarks: [
        'Shows the entries with their state and traffic above the prompt, as many',
        'as fit into a third of the screen, or hides them; F2 does the same.',
      ],
      action: ({ state }) => ({
        kind: 'session',
        request: { op: 'panel', isOn: state === undefined ? undefined : state === 'enabled' },
      }),
    }),
    ...helpEntries,
  ],
};

function entryCommand(
  op: 'add' | 'set',
  family: Family,
  words: { readonly text: string; readonly remarks: readonly string[]; readonly example: string },
): NetshCommand {
  const listen = listenVersion(family);
  const connect = connectVersion(family);
  const otherwise = (fallback: string) => (op === 'add' ? fallback : 'unchanged');
  const text = (words: string, fallback: string) => `${words} (default: ${otherwise(fallback)}).`;
  return command({
    name: family,
    text: words.text,
    change: true,
    tags: {
      listenport: required(op === 'add' ? port : entryPort, `IPv${listen} port on which to listen.`),
      connectaddress: optional(
        connectAddress(connect),
        text(`IPv${connect} address or name to connect to`, 'this computer'),
        { fallback: otherwise(loopback(connect)) },
      ),
      connectport: optional(connectPort, text(`IPv${connect} port to connect to`, 'listenport'), {
        fallback: otherwise('listenport'),
      }),
      listenaddress: optional(
        op === 'add' ? listenAddress(listen) : entryListenAddress(listen),
        `IPv${listen} address on which to listen (default: *, every address).`,
        { fallback: '*' },
      ),
      protocol: optional(oneOf(['tcp']), 'Protocol to forward; TCP is the only one.', { fallback: 'tcp' }),
      state: optional(
        oneOf(['enabled', 'disabled']),
        text('enabled or disabled: whether the entry listens', 'enabled'),
        {
          fallback: otherwise('enabled'),
          extension: true,
        },
      ),
    },
    remarks: words.remarks,
    examples: [words.example],
    effect: (args, facts) => {
      const problem = args.connectport && spanProblem(args.listenport, args.connectport);
      return problem
        ? `Nothing: connectport is not acceptable. ${problem}`
        : changeEffect({ op, values: valuesOf(family, args) }, facts.entries);
    },
    action: (args, host: Host) => {
      const problem = args.connectport && spanProblem(args.listenport, args.connectport);
      return problem
        ? unacceptable(args.connectport.text, 'connectport', problem)
        : change(host, { op, values: valuesOf(family, args) });
    },
  });
}

function deleteCommand(family: Family): NetshCommand {
  const listen = listenVersion(family);
  return command({
    name: family,
    text: `Deletes an entry that listens on ${ip(family, 'listen')} and connects by ${ip(family, 'connect')}.`,
    change: true,
    tags: {
      listenport: required(entryPort, `IPv${listen} port of the entry.`),
      listenaddress: optional(entryListenAddress(listen), `IPv${listen} address of the entry (default: *).`, {
        fallback: '*',
      }),
      protocol: optional(oneOf(['tcp']), 'Protocol of the entry; TCP is the only one.', { fallback: 'tcp' }),
    },
    remarks: [
      'Deletes the entry with exactly this listen side, * where no address',
      'is given. It stops listening at once; its connections go on.',
    ],
    examples: [`delete ${family} listenport=8080`],
    effect: (args, facts) =>
      changeEffect({ op: 'delete', side: listenSide(valuesOf(family, args)) }, facts.entries),
    action: (args, host: Host) => change(host, { op: 'delete', side: listenSide(valuesOf(family, args)) }),
  });
}

function showCommand(name: string, families: readonly Family[], text: string): NetshCommand {
  return command({
    name,
    text,
    remarks: [text],
    watch: (_args, host: Host, signal) =>
      watchEntries(
        host,
        {
          everyMs: 100,
          isWanted: ({ family }) => families.includes(family),
          json: jsonEntry,
          text: (entry) => `${wayOf(entry)}: ${entry.state}`,
        },
        signal,
      ),
    action: async (_args, host: Host) => {
      const all = await host.backend.entries();
      const entries = families.flatMap((family) => all.filter((entry) => entry.family === family));
      const json = { entries: entries.map(jsonEntry) };
      const shown = { kind: 'text', lines: showTable(entries, families), json } as const;
      return host.staged === undefined ? shown : { ...shown, remark: stagedRemark(host.staged) };
    },
  });
}

function stagedRemark(staged: number): string[] {
  const changes = staged === 1 ? '1 change is' : `${staged} changes are`;
  return [`${changes} staged and not in effect; commit makes them, abort discards them.`, ''];
}

function jsonEntry({
  counters: _counters,
  ...entry
}: Awaited<ReturnType<Host['backend']['entries']>>[number]) {
  return Object.assign({}, entry, { reason: entry.reason ?? null });
}

async function change(host: Host, wanted: Change): Promise<Outcome> {
  return changeOutcome(await host.backend.change(wanted, host.run));
}

function unacceptable(value: string, tag: string, reason: string): Outcome {
  const message = `${value} is not an acceptable value for ${tag}.`;
  return { kind: 'failed', code: 'unacceptable', message, detail: reason };
}

function valuesOf(
  family: Family,
  args: {
    readonly listenport: Port;
    readonly listenaddress: Address | undefined;
    readonly connectaddress?: Address | undefined;
    readonly connectport?: Port | undefined;
    readonly state?: 'enabled' | 'disabled' | undefined;
  },
): EntryValues {
  return {
    family,
    listenPort: args.listenport.text,
    listenAddress: args.listenaddress?.text,
    connectAddress: args.connectaddress?.text,
    connectPort: args.connectport?.text,
    state: args.state,
  };
}

function ip(family: Family, side: 'listen' | 'connect'): string {
  return `IPv${side === 'listen' ? listenVersion(family) : connectVersion(family)}`;
}

function sample(version: IpVersion): string {
  return version === 4 ? '10.0.0.5' : 'fd00::5';
}
