import { command, optional } from '../src/language/schema.ts';
import { dumpTable } from '../src/portproxy/dump.ts';
import { FAMILIES, type Family, connectVersion, listenVersion } from '../src/portproxy/family.ts';
import { inGroup } from '../src/portproxy/groups.ts';
import { showTable } from '../src/portproxy/show.ts';
import { hasSeveralTargets } from '../src/portproxy/targets.ts';
import type { ListedEntry } from '../src/service/contract/status.ts';
import { dumpCommand, helpEntries } from './common.ts';
import { showConnections } from './connections.ts';
import { kill } from './kill.ts';
import { showGroups } from './groups.ts';
import { changeEffect, resetQuestion } from './effects.ts';
import { addGroup, changeTable, deleteGroup, setGroup } from './entry-commands.ts';
import type { Host, NetshCommand, NetshContext } from './host.ts';
import { exportCommand, importCommand } from './moving/commands.ts';
import { showRecent } from './recent.ts';
import { EMPTY_TABLE, showStatistics, showStatus, wayOf } from './statistics.ts';
import { onlyOfGroup } from './values/group.ts';
import { oneOf } from './values/word.ts';
import { watchEntries } from './watch/entries.ts';

/** `interface portproxy`: the table of entries, and what the relay does with it. */
export const portproxy: NetshContext = {
  kind: 'context',
  name: 'portproxy',
  brief: 'Forwards TCP and UDP ports: add, show, monitor.',
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
      idleWord: 'all',
      remarks: ['Deletes the entries of all four families. Live connections go on.'],
      effect: (_args, facts) => changeEffect({ op: 'reset' }, facts.entries),
      confirm: (_args, facts) => resetQuestion(facts.entries),
      action: async (_args, host: Host) => {
        const before = host.remark && (await host.backend.entries()).length;
        const outcome = await changeTable(host, { op: 'reset' });
        if (before === undefined || outcome.kind !== 'done') return outcome;
        return { ...outcome, remark: [emptied(before, host.staged !== undefined)] };
      },
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
        showGroups,
        showRecent,
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
      tags: {
        readonly: optional(oneOf(['no', 'yes']), 'yes: no key changes anything (default: no).', {
          fallback: 'no',
        }),
      },
      action: ({ readonly }) => ({
        kind: 'session',
        request: { op: 'monitor', isReadOnly: readonly === 'yes' },
      }),
    }),
    command({
      name: 'panel',
      text: 'Shows a live table above the prompt, or hides it.',
      extension: true,
      tags: {
        state: optional(oneOf(['enabled', 'disabled']), 'enabled to show it, disabled to hide it.', {
          fallback: 'the opposite of now',
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
    tags: { group: onlyOfGroup },
    remarks: [text],
    watch({ group }, host: Host, signal) {
      const isOfGroup = inGroup(group);
      return watchEntries(
        host,
        {
          everyMs: 100,
          isWanted: (entry) => families.includes(entry.family) && isOfGroup(entry),
          json: jsonEntry,
          text: (entry) => `${wayOf(entry)}: ${entry.state}`,
        },
        signal,
      );
    },
    action: async ({ group }, host: Host) => {
      const all = await host.backend.entries();
      const wanted = all.filter(inGroup(group));
      const entries = families.flatMap((family) => wanted.filter((entry) => entry.family === family));
      const json = { entries: entries.map(jsonEntry) };
      const remark = [
        ...(entries.length === 0 ? [nothing(all.length, group)] : []),
        ...silentRemark(entries),
        ...severalTargetsRemark(entries),
        ...(host.staged === undefined ? [] : stagedRemark(host.staged)),
      ];
      return { kind: 'text', lines: showTable(entries, families), json, remark };
    },
  });
}

function nothing(others: number, group: string | undefined): string {
  if (others === 0) return EMPTY_TABLE;
  return group === undefined ? 'No entries of this family.' : 'No entries of this group.';
}

function silentRemark(entries: readonly ListedEntry[]): string[] {
  const silent = entries.filter(({ state }) => state === 'failed' || state === 'held').length;
  const disabled = entries.filter(({ state }) => state === 'disabled').length;
  const facts = [
    ...(silent > 0 ? [`${silent === 1 ? '1 entry does' : `${silent} entries do`} not listen`] : []),
    ...(disabled > 0 ? [`${disabled === 1 ? '1 entry is' : `${disabled} entries are`} disabled`] : []),
  ];
  if (facts.length > 0) return [`${facts.join(', ')}: show status`];
  return entries.some(({ state, staged }) => state === 'stopped' && !staged)
    ? ['The relay is not running, nothing listens: relay start']
    : [];
}

/** A list of targets does not fit into the column of one, and the port beside it is that of those without their own. */
function severalTargetsRemark(entries: readonly ListedEntry[]): string[] {
  const several = entries.filter(({ connectAddress }) => hasSeveralTargets(connectAddress)).length;
  if (several === 0) return [];
  return [
    `${several === 1 ? '1 entry has' : `${several} entries have`} several targets, each with its port in show status.`,
  ];
}

function emptied(entries: number, isStaged: boolean): string {
  if (entries === 0) return 'The table was empty.';
  const deleted = entries === 1 ? '1 entry' : `${entries} entries`;
  return isStaged ? `Staged: ${deleted} deleted.` : `${deleted} deleted.`;
}

function stagedRemark(staged: number): string[] {
  const changes = staged === 1 ? '1 change is' : `${staged} changes are`;
  return [`${changes} staged and not in effect: show changes, commit or abort.`];
}

/** Returns an entry as `show` prints it in JSON. */
export function jsonEntry({ counters: _counters, ...entry }: ListedEntry) {
  return Object.assign({}, entry, { reason: entry.reason ?? null });
}
