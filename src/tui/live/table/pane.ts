import { type Sort, TABLE_ORDER } from './order.ts';

/** What one looks at in a table, and what one has chosen in it; it holds on to keys, never to row numbers. */
export interface Pane<Key> {
  readonly sort: Sort;
  readonly filter: string;
  readonly selected: Key | undefined;
  /** Where the selected row stood last: what takes its place when it is gone. */
  readonly index: number;
  /** The first visible row. */
  readonly top: number;
  readonly marks: ReadonlySet<Key>;
}

/** A pane in which nothing was chosen yet. */
export function newPane<Key>(): Pane<Key> {
  return { sort: TABLE_ORDER, filter: '', selected: undefined, index: 0, top: 0, marks: new Set() };
}

/**
 * The pane after its rows have changed: the selection stays on its row wherever that has gone; where the row itself
 * is gone it falls to the one that has taken its place. The selection is always visible.
 */
export function settle<Key>(pane: Pane<Key>, keys: readonly Key[], height: number): Pane<Key> {
  const found = pane.selected === undefined ? -1 : keys.indexOf(pane.selected);
  const index = Math.max(0, Math.min(found < 0 ? pane.index : found, keys.length - 1));
  const top = topFor(pane.top, index, keys.length, height);
  const selected = keys[index];
  if (selected === pane.selected && index === pane.index && top === pane.top) return pane;
  return { ...pane, selected, index, top };
}

/** The first row to show so that row `index` is seen and no room is left empty below the last. */
function topFor(top: number, index: number, count: number, height: number): number {
  const room = Math.max(1, height);
  const shown = Math.max(index - room + 1, Math.min(top, index));
  return Math.max(0, Math.min(shown, count - room));
}

/** The pane with the selection moved by rows, staying inside. */
export function moveBy<Key>(pane: Pane<Key>, keys: readonly Key[], rows: number): Pane<Key> {
  return moveTo(pane, keys, pane.index + rows);
}

/** The pane with a row selected; the nearest one where there is none of that number. */
export function moveTo<Key>(pane: Pane<Key>, keys: readonly Key[], index: number): Pane<Key> {
  const inside = Math.max(0, Math.min(index, keys.length - 1));
  return { ...pane, index: inside, selected: keys[inside] };
}

/** The pane with the selected row marked, or no longer, and the next one selected. */
export function toggleMark<Key>(pane: Pane<Key>, keys: readonly Key[]): Pane<Key> {
  const { selected } = pane;
  if (selected === undefined) return pane;
  const marks = new Set(pane.marks);
  if (!marks.delete(selected)) marks.add(selected);
  return moveBy({ ...pane, marks }, keys, 1);
}

/** The rows that an action is about: those marked of the ones in the list, else the selected one. */
export function targets<Key, Row extends { readonly key: Key }>(
  pane: Pane<Key>,
  rows: readonly Row[],
): Row[] {
  const marked = pane.marks.size === 0 ? [] : rows.filter((row) => pane.marks.has(row.key));
  return marked.length > 0 ? marked : rows.filter((row) => row.key === pane.selected);
}
