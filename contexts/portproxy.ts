import { command, optional } from '../src/language/schema.ts';
import { dumpTable } from '../src/portproxy/dump.ts';
import { FAMILIES, type Family, connectVersion, listenVersion } from '../src/portproxy/family.ts';
import { showTable } from '../src/portproxy/show.ts';
import type { ListedEntry } from '../src/service/contract/status.ts';
import { dumpCommand, helpEntries } from './common.ts';
import { kill, showConnections } from './connections.ts';
import { changeEffect, resetQuestion } from './effects.ts';
import { addGroup, changeTable, deleteGroup, setGroup } from './entry-commands.ts';
import type { Host, NetshCommand, NetshContext } from './host.ts';
import { exportCommand, importCommand } from './moving/commands.ts';
import { showStatistics, showStatus, wayOf } from './statistics.ts';
import { oneOf } from './values/word.ts';
import { watchEntries } from './watch/entries.ts';

/** `interface portproxy`: the table of entries, and what the relay does with it. */
export const portproxy: NetshContext = {
  kind: 'context',
  name: 'portproxy',
  byUse: ['add', 'show', 'set', 'delete', 'monitor', 'panel', 'kill', 'import', 'export', 'reset', 'dump'],
  dump: async (host) => dumpTable(await host.backend.entries()),
  entries: [
    addGroup(),
    deleteGroup(),
    dumpCommand(() => portproxy),
    command({
      name: 'reset',
      text: 'Deletes every entry of the table.',
      change: true,
      remarks: ['Deletes the entries of all four families. Connections that are', 'established go on.'],
      effect: (_args, facts) => changeEffect({ op: 'reset' }, facts.entries),
      confirm: (_args, facts) => resetQuestion(facts.entries),
      action: (_args, host: Host) => changeTable(host, { op: 'reset' }),
    }),
    setGroup(),
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
            `Shows the entries that listen on IPv${listenVersion(family)} and connect by IPv${connectVersion(family)}.`,
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

/** Returns an entry as `show` prints it in JSON. */
export function jsonEntry({ counters: _counters, ...entry }: ListedEntry) {
  return Object.assign({}, entry, { reason: entry.reason ?? null });
}
