import { type Row, piece } from '../../screen/span.ts';
import type { LogItem } from '../../live/feed/log.ts';
import { paddedCell } from '../../live/screen/cell.ts';
import type { Drawing } from '../../live/table/column.ts';
import { fitColumns, wantedWidths } from '../../live/table/fit-columns.ts';
import { TABLE_ORDER } from '../../live/table/order.ts';
import { headingRow } from '../../live/table/table-rows.ts';
import { LOG_COLUMNS } from '../table/log-columns.ts';

/** Cells before the first column. */
const INDENT = 2;

/** Draws items of the log below their headings, the newest first; those outside of a part of them stay blank rows. */
export function logRows(
  items: readonly LogItem[],
  part: { readonly from: number; readonly count: number },
  drawing: Drawing,
  width: number,
): Row[] {
  if (items.length === 0) return [[piece('  Nothing has happened yet.', 'quiet')]];
  const newest = items.toReversed();
  const shown = newest.slice(part.from, part.from + part.count);
  const columns = fitColumns(LOG_COLUMNS, width, wantedWidths(LOG_COLUMNS, shown), INDENT);
  const rows: Row[] = newest.map((item, at) => {
    if (at < part.from || at >= part.from + part.count) return [];
    let x = 0;
    return columns.flatMap(({ column, x: place, width: cells }) => {
      const content = column.cell(item, drawing, cells);
      const gap = piece(' '.repeat(place - x), 'plain');
      x = place + cells;
      const text = paddedCell(content, cells, column.isRight ?? false, drawing.glyphs.cut);
      return [gap, piece(text, content.tone)];
    });
  });
  return [headingRow(columns, TABLE_ORDER, width, drawing), ...rows];
}
