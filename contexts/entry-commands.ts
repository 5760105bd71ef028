import type { Outcome } from '../src/language/outcome.ts';
import { type Group, command, lazyGroup } from '../src/language/schema.ts';
import { connectLabel } from '../src/portproxy/connect-label.ts';
import { suppliedBy } from '../src/portproxy/entry.ts';
import { mismatch, unacceptable } from '../src/portproxy/entry-problem.ts';
import { FAMILIES, type Family, connectVersion, listenVersion } from '../src/portproxy/family.ts';
import { PROTOCOLS, listenLabel, listenSide } from '../src/portproxy/key.ts';
import type { PutChange, SimpleChange } from '../src/portproxy/table.ts';
import { type Values, VALUES } from '../src/portproxy/values/values.ts';
import { changeOutcome } from './change-outcome.ts';
import { changeEffect, nearEntries, selfForwardingRemark } from './effects.ts';
import { deleteGroupEntries, setGroupOptions } from './groups.ts';
import type { Host, NetshCommand } from './host.ts';
import { type EntryOp, entryTag } from './values/entry-value.ts';

/** Returns `add`, for each family. */
export function addGroup(values: Values = VALUES): Group<Host> {
  return lazyGroup<Host>('add', 'Adds an entry to the table.', () =>
    FAMILIES.map((family) =>
      putCommand('add', family, values, {
        text: `Adds an entry that listens on ${listens(family)} and connects by ${connects(family)}.`,
        remarks: [
          `Adds an entry: what is accepted on the ${listens(family)} listen side is forwarded`,
          `to the ${connects(family)} connect side. An entry with the same listen side is`,
          'replaced and keeps its place. A range such as 30000-30010 listens on',
          'each of its ports and connects to as many, or all to one.',
          'connectaddress takes several targets with commas, such as',
          `${targetList(family)}; balance says which one a connection takes.`,
          'Idle connections stay unless idletimeout ends them; relay run /? has',
          'the limits that hold without options. Who may connect is said by rules',
          'of advfirewall: help firewall.',
        ],
        examples: [
          `add ${family} 8080 ${sample(family)} 80`,
          `add ${family} 53 ${sample(family)} protocol=udp`,
          `add ${family} 8080 ${targetList(family)} 80 check=5s group=web`,
        ],
      }),
    ),
  );
}

/** Returns `set`, for each family. */
export function setGroup(values: Values = VALUES): Group<Host> {
  return lazyGroup<Host>('set', 'Changes an entry of the table.', () => [
    ...FAMILIES.map((family) =>
      putCommand('set', family, values, {
        text: `Changes an entry that listens on ${listens(family)} and connects by ${connects(family)}.`,
        remarks: [
          'Changes the entry with this listen side, or creates it. Values that',
          'are not supplied stay as they are; the value default takes an option',
          'of this shell back.',
        ],
        examples: [`set ${family} listenport=8080 connectaddress=${sample(family)}`],
      }),
    ),
    setGroupOptions(values),
  ]);
}

/** Returns `delete`, for each family. */
export function deleteGroup(values: Values = VALUES): Group<Host> {
  return lazyGroup<Host>('delete', 'Deletes an entry from the table.', () => [
    ...FAMILIES.map((family) => deleteCommand(family, values)),
    deleteGroupEntries,
  ]);
}

/** Makes a change of the table, and returns its outcome. */
export async function changeTable(host: Host, change: SimpleChange): Promise<Outcome> {
  return changeOutcome(await host.backend.change(change, host.run));
}

/** Returns the change that `add` or `set` asks for by its arguments. */
export function putChange(
  op: PutChange['op'],
  family: Family,
  texts: Texts,
  values: Values = VALUES,
): PutChange {
  return { op, values: suppliedBy(family, texts, values) };
}

function putCommand(
  op: PutChange['op'],
  family: Family,
  values: Values,
  words: { readonly text: string; readonly remarks: readonly string[]; readonly examples: readonly string[] },
): NetshCommand {
  const wanted = (texts: Texts) => putChange(op, family, texts, values);
  return command({
    name: family,
    text: words.text,
    change: true,
    tags: tagsOf(op, family, values),
    remarks: words.remarks,
    examples: words.examples,
    effect: (texts, facts) => {
      const change = wanted(texts);
      const problem = mismatch(change.values, values);
      return problem
        ? `Nothing: ${problem.tag} is not acceptable. ${problem.reason}`
        : [
            changeEffect(change, facts.entries, values),
            selfForwardingRemark(change, facts, values),
            ...meantProtocol(texts),
          ]
            .filter((one) => one !== undefined)
            .join(' ');
    },
    action: (texts, host: Host) => {
      const change = wanted(texts);
      const problem = mismatch(change.values, values);
      if (!problem) {
        const outcome = changeTable(host, change);
        if (!host.remark) return outcome;
        const remark = meantProtocol(texts);
        return remark.length > 0 ? withRemark(outcome, remark) : withFirst(outcome, host);
      }
      return { kind: 'failed', code: 'unacceptable', message: unacceptable(problem), detail: problem.reason };
    },
  });
}

function deleteCommand(family: Family, values: Values): NetshCommand {
  const keys = values.filter(({ isKey }) => isKey);
  const wanted = (texts: Texts) => ({
    op: 'delete' as const,
    side: listenSide(suppliedBy(family, texts, keys)),
  });
  return command({
    name: family,
    text: `Deletes an entry that listens on ${listens(family)} and connects by ${connects(family)}.`,
    change: true,
    tags: tagsOf('delete', family, keys),
    remarks: [
      'Deletes the entry with exactly this listen side, * where no address',
      'is given. It stops listening at once; its connections go on.',
    ],
    examples: [`delete ${family} listenport=8080`],
    effect: (texts, facts) => changeEffect(wanted(texts), facts.entries),
    action: async (texts, host: Host) => {
      const change = wanted(texts);
      const outcome = await changeTable(host, change);
      if (outcome.kind !== 'failed' || outcome.code !== 'absent' || !host.remark) return outcome;
      return { ...outcome, remark: [nearEntries(change.side, await host.backend.entries())] };
    },
  });
}

/** Returns a question where a protocol stands in the place of the listen address, which Windows would take for a name. */
function meantProtocol({ listenaddress, protocol }: Texts): readonly string[] {
  if (typeof listenaddress !== 'string' || protocol !== undefined) return [];
  const meant = PROTOCOLS.find((one) => one === listenaddress.toLowerCase());
  return meant === undefined ? [] : [`Did you mean protocol=${meant}?`];
}

async function withRemark(changed: Promise<Outcome>, remark: readonly string[]): Promise<Outcome> {
  const outcome = await changed;
  return outcome.kind === 'done' || outcome.kind === 'noticed' ? { ...outcome, remark } : outcome;
}

/** Tells of the first entry of a table that it works: whoever begins sees only an empty line otherwise. */
async function withFirst(changed: Promise<Outcome>, host: Host): Promise<Outcome> {
  const outcome = await changed;
  if (outcome.kind !== 'done' || host.staged !== undefined) return outcome;
  const [first, ...others] = await host.backend.entries();
  if (first?.state !== 'listening' || others.length > 0) return outcome;
  return { ...outcome, remark: [`${listenLabel(first)} now forwards to ${connectLabel(first)}.`] };
}

/** The arguments of a command by tag. */
type Texts = Readonly<Record<string, unknown>>;

function tagsOf(op: EntryOp, family: Family, values: Values) {
  return Object.fromEntries(values.map((value) => [value.tag, entryTag(value, family, op)]));
}

function listens(family: Family): string {
  return `IPv${listenVersion(family)}`;
}

function connects(family: Family): string {
  return `IPv${connectVersion(family)}`;
}

/** Several targets, the last one with a port of its own. */
function targetList(family: Family): string {
  return connectVersion(family) === 4 ? '10.0.0.5,10.0.0.6:8081' : 'fd00::5,[fd00::6]:8081';
}

function sample(family: Family): string {
  return connectVersion(family) === 4 ? '10.0.0.5' : 'fd00::5';
}
