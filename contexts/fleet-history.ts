import { userInfo } from 'node:os';
import { ERRORS, fill } from '../src/errors/errors.ts';
import { failure, failureOf } from '../src/language/failure.ts';
import type { Outcome } from '../src/language/outcome.ts';
import { command, optional, required } from '../src/language/schema.ts';
import type { PastCommit } from '../src/fleet/history.ts';
import { type ChangedValue, type EntryChange, POLICY_KEY, RULE_KEY } from '../src/fleet/past-change.ts';
import { MOST_CHANGES, MOST_COMMITS } from '../src/service/contract/fleet-history.ts';
import { tagWord } from '../src/portproxy/entry-words.ts';
import { keyLabel } from '../src/portproxy/key.ts';
import type { Host, NetshCommand } from './host.ts';
import { dateTime } from './layout.ts';
import { entryAddress } from './values/address.ts';
import { anyPort } from './values/connection.ts';
import { countOf, revisionNumber } from './values/fleet.ts';

/** Commits and changes of each that are shown unless others are asked for. */
const COMMITS = 20;
const CHANGES = 10;

/** `fleet show history`: who changed what in the fleet's table, when, and from which machine. */
export const showHistory: NetshCommand = command({
  name: 'history',
  text: "Shows who changed what in the fleet's table, and when.",
  tags: {
    listenport: optional(anyPort, 'Only changes of entries that listen on this port.', { fallback: 'all' }),
    listenaddress: optional(entryAddress, 'Only those that listen on this address.', { fallback: 'all' }),
    revision: optional(revisionNumber, 'Only this revision, with each of its changes.', { fallback: 'all' }),
    count: optional(countOf(MOST_COMMITS), 'At most so many revisions, the newest.', {
      fallback: String(COMMITS),
    }),
  },
  remarks: [
    'Shows the revisions of the table, the newest last: its number, when the',
    'servers took it, the user and the machine it came from, and what it',
    `changed (the first ${CHANGES} changes). The servers keep the last 10,000.`,
  ],
  examples: ['show history', 'show history listenport=8080', 'show history revision=7'],
  action: async (
    { listenport: listenPort, listenaddress: listenAddress, revision, count },
    host: Host,
  ): Promise<Outcome> => {
    const answer = await host.backend.fleetHistory({
      listenPort,
      listenAddress,
      revision,
      commits: count ?? COMMITS,
      changes: revision === undefined ? CHANGES : MOST_CHANGES,
    });
    if (answer.kind === 'refused') return failureOf(answer.code, answer.detail);
    const { commits } = answer;
    return {
      kind: 'text',
      lines: commits.length === 0 ? [''] : ['', ...commits.flatMap(commitLines), ''],
      json: { commits },
    };
  },
});

/** `fleet undo`: puts back what a revision of the fleet's table changed. */
export const undo: NetshCommand = command({
  name: 'undo',
  text: "Puts back what a revision of the fleet's table changed.",
  tags: {
    revision: required(revisionNumber, 'The revision, as show history gives it.'),
    listenport: optional(anyPort, 'Only its entries that listen on this port.', { fallback: 'all' }),
    listenaddress: optional(entryAddress, 'Only those that listen on this address.', { fallback: 'all' }),
  },
  remarks: [
    'Makes a new revision, in which the entries and rules that the named one',
    'changed are as they were before it: all of them, or none where one was',
    'changed later. The later change is named. Entries that come back stand',
    'at the end. What is undone can be undone in the same way.',
  ],
  examples: ['undo 7', 'undo revision=7 listenport=8080'],
  action: async (
    { revision, listenport: listenPort, listenaddress: listenAddress },
    host: Host,
  ): Promise<Outcome> => {
    const { username: user } = userInfo();
    const result = await host.backend.undoFleet({ revision, listenPort, listenAddress, user });
    switch (result.kind) {
      case 'done':
        return { kind: 'done' };
      case 'refused':
        return failureOf(result.code, result.detail);
      case 'conflict':
        return failure('conflict', conflictText(result.conflicts.map(({ detail }) => detail)));
    }
  },
});

/** Reasons that are told each. */
const MOST_REASONS = 10;

function conflictText(details: readonly string[]): string {
  const more = details.length - MOST_REASONS;
  return [
    ERRORS.conflict.says.undo,
    ...details.slice(0, MOST_REASONS),
    ...(more > 0 ? [fill(ERRORS.conflict.says.more, { count: more })] : []),
  ].join('\n');
}

function commitLines({ revision, at, author, changes, count }: PastCommit): string[] {
  const more = count - changes.length;
  return [
    `${revision}  ${dateTime(at)}  ${author.user} on ${author.machine}`,
    ...changes.flatMap(changeLines),
    ...(more > 0 ? [`  and ${more} more changes: show history revision=${revision}`] : []),
  ];
}

function changeLines({ key, kind, values }: EntryChange): string[] {
  if (key.startsWith(RULE_KEY) || key.startsWith(POLICY_KEY)) {
    const lines = values.flatMap(({ before, after }) => [
      ...(after === undefined ? [] : [`    ${after}`]),
      ...(before === undefined ? [] : [`    ${after === undefined ? '' : 'was '}${before}`]),
    ]);
    return [`  ${kind.padEnd(8)} ${key}`, ...lines];
  }
  const line = `  ${kind.padEnd(8)} ${keyLabel(key)}`;
  const told = values.map((value) => valueText(kind, value)).join(kind === 'changed' ? ', ' : ' ');
  return told === '' ? [line] : [line, `    ${told}`];
}

function valueText(kind: EntryChange['kind'], { tag, before, after }: ChangedValue): string {
  if (kind !== 'changed') return tagWord(tag, after ?? before ?? '');
  if (after === undefined) return `${tag}=default, was ${tagWord(tag, before ?? '').slice(tag.length + 1)}`;
  const is = tagWord(tag, after);
  return before === undefined ? is : `${is}, was ${tagWord(tag, before).slice(tag.length + 1)}`;
}
