import type { Entry } from '../portproxy/entry.ts';
import { type ListenSide, entryKey, entryLabel, parseKey } from '../portproxy/key.ts';
import type { Author, Commit } from './commit.ts';
import type { FleetTable } from './fleet-table.ts';

/** Says who changed the entry of a key by a commit: `meanwhile`, or `later` than what is to be undone. */
export function changedByText(key: string, commit: Commit, when: 'meanwhile' | 'later'): string {
  const now: Entry | undefined = commit.put.find((entry) => entryKey(entry) === key);
  const side = now ?? parseKey(key);
  const what = now ? 'was changed' : 'was deleted';
  const advice =
    when === 'meanwhile'
      ? 'Look at it, and make the change anew.'
      : `Undo revision ${commit.revision} first, or change the entry itself.`;
  return `${side ? entryLabel(side) : key} ${what} by ${authorText(commit)} ${when}${atText(commit)}. ${advice}`;
}

/** Says who changed the rules by a commit: `meanwhile`, or `later` than what is to be undone. */
export function rulesChangedByText(commit: Commit, when: 'meanwhile' | 'later'): string {
  const advice =
    when === 'meanwhile'
      ? 'Look at them, and make the change anew.'
      : `Undo revision ${commit.revision} first, or change the rules themselves.`;
  return `The rules of advfirewall were changed by ${authorText(commit)} ${when}${atText(commit)}. ${advice}`;
}

/** Returns how to say by whom an entry was changed since somebody looked at a table: as the table or the latest commits tell. */
export function changedSince(
  table: FleetTable,
  recent: readonly Commit[],
): (side: ListenSide, what: string) => string {
  return (side, what) => {
    const key = entryKey(side);
    const row = table.get(key);
    const commit = row
      ? recent.find(({ revision }) => revision === row.revision)
      : recent.findLast(({ remove }) => remove.includes(key));
    const label = entryLabel(side);
    if (commit) return `${label} ${what} by ${authorText(commit)} since${atText(commit)}.`;
    if (row) return `${label} ${what} by ${authorText({ author: row.by })} since (revision ${row.revision}).`;
    return `${label} ${what} by somebody else since.`;
  };
}

function authorText({ author: { user, machine } }: { readonly author: Author }): string {
  return `${user} on ${machine}`;
}

/** The revision of a commit, and when it was made, where that is known. */
function atText({ revision, at }: Commit): string {
  if (at === undefined) return ` (revision ${revision})`;
  const time = new Date(at).toISOString().slice(0, 19).replace('T', ' ');
  return ` (revision ${revision}, ${time} UTC)`;
}
