import { textWidth } from '../line/width.ts';
import { type Row, fitRow, piece } from './span.ts';

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
  const { width, height } = space;
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
    return fitRow(
      [piece('  ', 'plain'), piece(label, isSelected ? 'selected' : 'plain'), piece(` ${item.text}`, 'hint')],
      width,
    );
  });
  if (isCut && height > 1) {
    const where = `${start + 1}–${start + visible.length} of ${items.length}`;
    rows.push(fitRow([piece(`   ${where}`, 'hint')], width));
  }
  return rows;
}
