import type { Entry } from '../portproxy/entry.ts';
import { entryKey } from '../portproxy/key.ts';
import type { CommitBody } from './commit.ts';

/**
 * Returns what must be removed and put to make one list of entries of another, order included; undefined where they are the
 * same. Entries that stay where they are and as they are do not appear.
 */
export function changedBody(before: readonly Entry[], after: readonly Entry[]): CommitBody | undefined {
  const old = new Map(before.map((entry) => [entryKey(entry), entry]));
  const wanted = new Set(after.map(entryKey));
  const remove = [...old.keys()].filter((key) => !wanted.has(key));
  const staying = [...old.keys()].filter((key) => wanted.has(key));
  const put: Entry[] = [];
  /** Whether an entry that is new stands in front: then all others behind it stand elsewhere. */
  let isShifted = false;
  for (const [index, entry] of after.entries()) {
    const key = entryKey(entry);
    const isInPlace = !isShifted && staying[index] === key;
    if (isInPlace && sameValues(old.get(key), entry)) continue;
    put.push(entry);
    isShifted ||= !old.has(key);
    if (isInPlace || !old.has(key)) continue;
    // From the first one on that stands elsewhere, all are taken out and put in their new order.
    const moved = after.slice(index);
    return {
      put: [...put.slice(0, -1), ...moved],
      remove: [...remove, ...moved.map(entryKey).filter((each) => old.has(each))],
    };
  }
  return put.length === 0 && remove.length === 0 ? undefined : { put, remove };
}

/** Whether two entries hold the same values, those included that this netsh does not know. */
export function sameValues(one: Entry | undefined, other: Entry | undefined): boolean {
  if (one === other) return true;
  if (one === undefined || other === undefined) return false;
  const [these, those]: [Readonly<Record<string, unknown>>, Readonly<Record<string, unknown>>] = [one, other];
  const names = Object.keys(these);
  return names.length === Object.keys(those).length && names.every((name) => these[name] === those[name]);
}
