import { type Sort, TABLE_ORDER } from './order.ts';

/** The user's view of a table and choices in it, by the keys of rows, never by their numbers. */
export interface Pane<Key> {
  readonly sort: Sort;
  readonly filter: string;
  readonly selected: Key | undefined;
  /** The number of the row that was selected last; the row there takes its place when it is gone. */
  readonly index: number;
  /** The number of the first visible row. */
  readonly top: number;
  readonly marks: ReadonlySet<Key>;
}

/** Returns a pane in which nothing is chosen. */
export function newPane<Key>(): Pane<Key> {
  return { sort: TABLE_ORDER, filter: '', selected: undefined, index: 0, top: 0, marks: new Set() };
}

/**
 * Adapts a pane to changed rows: the selection follows its row; where that is gone, the row at its place is selected.
 * The selection is always visible.
 */
export function settle<Key>(pane: Pane<Key>, keys: readonly Key[], height: number): Pane<Key> {
  const found = pane.selected === undefined ? -1 : keys.indexOf(pane.selected);
  const index = Math.max(0, Math.min(found < 0 ? pane.index : found, keys.length - 1));
  const top = topFor(pane.top, index, keys.length, height);
  const selected = keys[index];
  if (selected === pane.selected && index === pane.index && top === pane.top) return pane;
  return { ...pane, selected, index, top };
}

/** Returns the first row to show so that row `index` is visible and no room is left empty below the last. */
function topFor(top: number, index: number, count: number, height: number): number {
  const room = Math.max(1, height);
  const shown = Math.max(index - room + 1, Math.min(top, index));
  return Math.max(0, Math.min(shown, count - room));
}

/** Moves the selection by so many rows, staying inside. */
export function moveBy<Key>(pane: Pane<Key>, keys: readonly Key[], rows: number): Pane<Key> {
  return moveTo(pane, keys, pane.index + rows);
}

/** Selects a row by its number, or the nearest one. */
export function moveTo<Key>(pane: Pane<Key>, keys: readonly Key[], index: number): Pane<Key> {
  const inside = Math.max(0, Math.min(index, keys.length - 1));
  return { ...pane, index: inside, selected: keys[inside] };
}

/** Marks or unmarks the selected row, and selects the next one. */
export function toggleMark<Key>(pane: Pane<Key>, keys: readonly Key[]): Pane<Key> {
  const { selected } = pane;
  if (selected === undefined) return pane;
  const marks = new Set(pane.marks);
  if (!marks.delete(selected)) marks.add(selected);
  return moveBy({ ...pane, marks }, keys, 1);
}

/** Returns a pane without the marks of rows that are gone. */
export function withLivingMarks<Key>(pane: Pane<Key>, living: { has(key: Key): boolean }): Pane<Key> {
  if (pane.marks.size === 0) return pane;
  const marks = new Set([...pane.marks].filter((key) => living.has(key)));
  return marks.size === pane.marks.size ? pane : { ...pane, marks };
}

/** Returns the rows to act on: the marked ones of the list, else the selected one. */
export function targets<Key, Row extends { readonly key: Key }>(
  pane: Pane<Key>,
  rows: readonly Row[],
): Row[] {
  const marked = pane.marks.size === 0 ? [] : rows.filter((row) => pane.marks.has(row.key));
  return marked.length > 0 ? marked : rows.filter((row) => row.key === pane.selected);
}
