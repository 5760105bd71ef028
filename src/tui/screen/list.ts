import { textWidth } from '../line/width.ts';
import { type Piece, type Row, fitRow, piece } from './span.ts';
import type { Style } from './theme.ts';

/** An item of a list under the line, with a text beside it. */
interface Item {
  readonly value: string;
  readonly text: string;
}

/** Cells around a name. */
const MARGIN = 4;

/** The room of a list, in cells and rows. */
interface Space {
  readonly width: number;
  readonly height: number;
  /** Words in lower case that are marked in the names. */
  readonly found?: readonly string[];
}

/** Returns how many of so many items a list of a height shows at a time. */
export function pageOf(count: number, height: number): number {
  return count > height ? Math.max(1, height - 1) : count;
}

/**
 * Draws the page of a list with the selected item, in two columns; where more items exist than fit, a last row says which are
 * shown.
 */
export function listRows(items: readonly Item[], selected: number, space: Space): Row[] {
  const { width, height, found = [] } = space;
  if (height <= 0) return [];
  const isCut = items.length > height;
  const shown = pageOf(items.length, height);
  const at = Math.max(0, selected);
  const start = Math.max(0, Math.min(at - (at % Math.max(1, shown)), items.length - shown));
  const visible = items.slice(start, start + shown);
  const most = visible.some((item) => item.text !== '') ? Math.floor(width * 0.6) : width - MARGIN;
  const names = Math.min(Math.max(...visible.map((item) => textWidth(item.value))), most);
  const rows = visible.map((item, index): Row => {
    const isSelected = start + index === selected;
    const name = fitRow([piece(item.value, 'plain')], names)[0]?.text ?? '';
    const label = ` ${name}${' '.repeat(Math.max(0, names - textWidth(name)))} `;
    const styles = isSelected ? SELECTED : NOT_SELECTED;
    return fitRow(
      [piece('  ', 'plain'), ...withMarks(label, found, styles), piece(` ${item.text}`, 'hint')],
      width,
    );
  });
  if (isCut && height > 1) {
    const where = `${start + 1}–${start + visible.length} of ${items.length}`;
    rows.push(fitRow([piece(`   ${where}`, 'hint')], width));
  }
  return rows;
}

/** The styles of a name, and of what was searched for in it. */
interface NameStyles {
  readonly name: Style;
  readonly found: Style;
}

const SELECTED: NameStyles = { name: 'selected', found: 'selected-match' };
const NOT_SELECTED: NameStyles = { name: 'plain', found: 'match' };

/** Cuts a name into pieces, those apart in which a word is found. */
function withMarks(name: string, words: readonly string[], styles: NameStyles): Piece[] {
  const lower = name.toLowerCase();
  // A few letters of other scripts change their length; their places would be wrong.
  if (words.length === 0 || lower.length !== name.length) return [piece(name, styles.name)];
  const isFound = Array.from({ length: name.length }, () => false);
  for (const word of words) {
    for (let at = lower.indexOf(word); at >= 0; at = lower.indexOf(word, at + 1))
      isFound.fill(true, at, at + word.length);
  }
  const pieces: Piece[] = [];
  for (let at = 0; at < name.length;) {
    const end = isFound.indexOf(!isFound[at], at);
    const stop = end < 0 ? name.length : end;
    pieces.push(piece(name.slice(at, stop), isFound[at] ? styles.found : styles.name));
    at = stop;
  }
  return pieces;
}
