import { ERRORS, fill } from '../src/errors/errors.ts';
import { failure } from '../src/language/failure.ts';
import type { Facts } from '../src/language/facts.ts';
import type { Outcome } from '../src/language/outcome.ts';
import { type Tag, command, required } from '../src/language/schema.ts';
import { optionsBy, sameEntry } from '../src/portproxy/entry.ts';
import {
  type EntryGroup,
  type GroupChange,
  groupsOf,
  inGroup,
  memberChanges,
} from '../src/portproxy/groups.ts';
import { tagWord } from '../src/portproxy/entry-words.ts';
import { ENTRY_STATES } from '../src/portproxy/state.ts';
import { type Values, VALUES } from '../src/portproxy/values/values.ts';
import type { ListedEntry } from '../src/service/contract/status.ts';
import { changeOutcome } from './change-outcome.ts';
import type { Host, NetshCommand } from './host.ts';
import { bytesText, tableLines } from './layout.ts';
import { groupOptionTag } from './values/entry-value.ts';
import { groupName } from './values/group.ts';
import { watchGroups } from './watch/groups.ts';

/** `show groups`: the groups that entries have, what their entries do and what they carry. */
export const showGroups: NetshCommand = command({
  name: 'groups',
  text: 'Shows the groups of entries.',
  extension: true,
  remarks: [
    'Shows each group with the number of its entries, how many of them',
    'listen, are held, failed, disabled or stopped, their open connections,',
    'and the bytes to targets and back since the relay runs. With --watch,',
    'goes on with each group that changes, once a second.',
  ],
  watch: (_args, host: Host, signal) => watchGroups(host, { json: groupJson, text: groupText }, signal),
  action: async (_args, host: Host) => {
    const groups = groupsOf(await host.backend.entries({ counters: true }));
    const lines = groups.length === 0 ? [''] : ['', ...groupLines(groups), ''];
    return {
      kind: 'text',
      lines,
      json: { groups: groups.map(groupJson) },
      ...(groups.length === 0 && { remark: [NO_GROUPS] }),
    };
  },
});

const NO_GROUPS = 'No entry has a group. Give it one, such as: set v4tov4 8080 group=web';

/** Returns `set group`: changes every entry of a group in one transaction. */
export function setGroupOptions(values: Values = VALUES): NetshCommand {
  const options = values.filter(({ extension }) => extension);
  const tags: Record<string, Tag> = {
    name: required(groupName, 'Name of the group, as show groups gives it.'),
  };
  for (const value of options) tags[value.tag] = groupOptionTag(value);
  const wanted = (texts: Texts): GroupChange => ({
    op: 'group-set',
    group: String(texts['name']),
    values: optionsBy(texts, values),
  });
  return command({
    name: 'group',
    text: 'Changes every entry of a group.',
    extension: true,
    change: true,
    tags,
    remarks: [
      'Changes all entries of the group, or none where one of them cannot',
      'take a value. Values that are not supplied stay as they are; the value',
      'default takes one back. group= gives the entries another group.',
    ],
    examples: ['set group web state=disabled', 'set group web idletimeout=5m maxconnections=500'],
    effect: (texts, facts) => groupEffect(wanted(texts), facts),
    action: (texts, host: Host) => changeGroup(host, wanted(texts)),
  });
}

/** `delete group`: deletes every entry of a group in one transaction. */
export const deleteGroupEntries: NetshCommand = command({
  name: 'group',
  text: 'Deletes every entry of a group.',
  extension: true,
  change: true,
  tags: { name: required(groupName, 'Name of the group, as show groups gives it.') },
  remarks: [
    'Deletes all entries of the group at once. They stop listening; their',
    'connections go on, until kill group ends them.',
  ],
  examples: ['delete group web'],
  effect: ({ name }, facts) => groupEffect({ op: 'group-delete', group: name }, facts),
  confirm: ({ name }, facts) => {
    const { length } = facts.entries.filter(inGroup(name));
    return length === 0 ? undefined : `Delete ${count(length)} of the group ${name}?`;
  },
  action: ({ name }, host: Host) => changeGroup(host, { op: 'group-delete', group: name }),
});

type Texts = Readonly<Record<string, unknown>>;

async function changeGroup(host: Host, change: GroupChange): Promise<Outcome> {
  const members = host.remark && (await host.backend.entries()).filter(inGroup(change.group)).length;
  const result = await host.backend.change(change, host.run);
  if (result.kind === 'absent') return noGroup(change.group);
  const outcome = changeOutcome(result);
  if (members === undefined || outcome.kind !== 'done') return outcome;
  const done = `${count(members)} ${change.op === 'group-set' ? 'changed' : 'deleted'}.`;
  return { ...outcome, remark: [host.staged === undefined ? done : `Staged: ${done}`] };
}

/** Returns the failure for a group that no entry has. */
export function noGroup(group: string): Outcome {
  return failure('absent', fill(ERRORS.absent.says.group, { group }));
}

/** Tells in sentences what a change will do to the entries of a group. */
function groupEffect(change: GroupChange, { entries }: Facts): string {
  const members = memberChanges(change, entries);
  if (members.length === 0) return `Nothing: no entry is in the group ${change.group}.`;
  if (change.op === 'group-delete') return `Deletes ${count(members.length)}.`;
  const changed = members.filter((one) => one.op === 'set' && !sameEntry(one.before, one.after));
  if (changed.length === 0) return `Changes nothing of ${count(members.length)}.`;
  const texts: Readonly<Record<string, string | undefined>> = change.values;
  const words = VALUES.flatMap(({ tag, property }) => {
    const text = texts[property];
    return text === undefined ? [] : [tagWord(tag, text)];
  });
  return `Sets ${words.join(', ')} in ${count(changed.length)}.`;
}

function count(entries: number): string {
  return entries === 1 ? '1 entry' : `${entries} entries`;
}

/** The sums of a group's entries. */
function sums({ name, entries }: EntryGroup<ListedEntry>) {
  const states = Object.fromEntries(
    ENTRY_STATES.map((state) => [state, entries.filter((one) => one.state === state).length]),
  );
  const sum = (of: 'connections' | 'connectionsTotal' | 'bytesUp' | 'bytesDown'): number =>
    entries.reduce((total, { counters }) => total + (counters?.[of] ?? 0), 0);
  return {
    name,
    entries: entries.length,
    states,
    connections: sum('connections'),
    connectionsTotal: sum('connectionsTotal'),
    bytesUp: sum('bytesUp'),
    bytesDown: sum('bytesDown'),
  };
}

/** Returns a group as `show groups` prints it in JSON. */
function groupJson(group: EntryGroup<ListedEntry>): object {
  return sums(group);
}

/** Returns a group as `show groups --watch` prints it. */
function groupText(group: EntryGroup<ListedEntry>): string {
  const { name, entries, states, connections, connectionsTotal, bytesUp, bytesDown } = sums(group);
  return (
    `${name}  ${count(entries)}: ${statesText(states, entries)}  open ${connections}  total ${connectionsTotal}  ` +
    `up ${bytesText(bytesUp)}  down ${bytesText(bytesDown)}`
  );
}

/** Returns how many of so many entries are in each state: `listening`, `2 listening, 1 failed`. */
function statesText(states: Readonly<Record<string, number>>, entries: number): string {
  return Object.entries(states)
    .filter(([, number]) => number > 0)
    .map(([state, number]) => (number === entries ? state : `${number} ${state}`))
    .join(', ');
}

function groupLines(groups: readonly EntryGroup<ListedEntry>[]): string[] {
  return tableLines(
    [
      { title: 'Group' },
      { title: 'Entries', right: true },
      { title: 'State' },
      { title: 'Open', right: true },
      { title: 'Total', right: true },
      { title: 'To target', right: true },
      { title: 'To client', right: true },
    ],
    groups.map((group) => {
      const { name, entries, states, connections, connectionsTotal, bytesUp, bytesDown } = sums(group);
      return [
        name,
        String(entries),
        statesText(states, entries),
        String(connections),
        String(connectionsTotal),
        bytesText(bytesUp),
        bytesText(bytesDown),
      ];
    }),
  );
}
