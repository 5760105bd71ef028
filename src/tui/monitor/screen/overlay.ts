import { idOnMachine } from '../../../service/contract/connection-ids.ts';
import type { ConnectionInfo } from '../../../relay/relay.ts';
import { type Row, piece } from '../../screen/span.ts';
import { graphemes, printable } from '../../line/graphemes.ts';
import { graphemeWidth } from '../../line/width.ts';
import { foldWords } from '../../screen/wrap.ts';
import type { LiveState } from '../../live/feed/live-state.ts';
import { helpLines } from '../keys/help.ts';
import { chosenItems } from '../model/log-items.ts';
import type { Overlay, Ui } from '../model/ui.ts';
import { logRows } from './log-rows.ts';
import type { Drawing } from '../../live/table/column.ts';
import { connectionDetails, entryDetails } from './details.ts';
import { fitRow, rowWidth } from '../../live/screen/row.ts';
import { placeNote, titleRow } from './title-row.ts';

/** More rows than a terminal has. */
const MOST_ROWS = 400;

/** Draws all rows of an overlay, folded to the width. */
export function overlayBody(
  ui: Ui,
  overlay: Overlay,
  picture: LiveState,
  drawing: Drawing,
  width: number,
): Row[] {
  const rows = bodyOf(ui, overlay, picture, drawing, width);
  return rows.flatMap((row) => folded(row, width, drawing.glyphs.cut));
}

/** Draws the visible rows of an overlay below its title. */
export function overlayRows(
  overlay: Overlay,
  body: readonly Row[],
  drawing: Drawing,
  size: { readonly width: number; readonly height: number },
): Row[] {
  const height = Math.max(0, size.height - 1);
  const notes = body.length > height ? [placeNote(overlay.scroll, height, body.length)] : [];
  const title = titleRow(titleOf(overlay), ['Escape goes back', ...notes], size.width, {
    hasFocus: true,
    glyphs: drawing.glyphs,
  });
  const visible = body.slice(overlay.scroll, overlay.scroll + height);
  return [title, ...visible, ...Array.from({ length: Math.max(0, height - visible.length) }, () => [])];
}

function titleOf(overlay: Overlay): string {
  switch (overlay.kind) {
    case 'help':
      return 'Keys';
    case 'log':
      return 'Log, newest first';
    case 'output':
      return overlay.title;
    case 'entry':
      return overlay.isGone ? `${overlay.row.label} (deleted; as it was last)` : overlay.row.label;
    case 'connection':
      return `Connection ${connectionName(overlay.row.info)}${overlay.isGone ? ' (ended; as it was last)' : ''}`;
  }
}

function bodyOf(ui: Ui, overlay: Overlay, picture: LiveState, drawing: Drawing, width: number): Row[] {
  switch (overlay.kind) {
    case 'help':
      return helpRows();
    case 'log': {
      const part = { from: overlay.scroll, count: MOST_ROWS };
      return logRows(chosenItems(picture, ui), part, drawing, width);
    }
    case 'output':
      return overlay.text
        .split(/\r?\n/)
        .map((line) => [piece(printable(line.replaceAll('\t', '        ')), 'plain')]);
    case 'entry':
      return entryDetails(overlay.row, picture, drawing, width);
    case 'connection':
      return connectionDetails(overlay.row, picture, drawing, width);
  }
}

function helpRows(): Row[] {
  const rows: Row[] = [];
  for (const line of helpLines()) {
    if (line.kind === 'key') rows.push([piece(`  ${line.keys}  `, 'key'), piece(line.text, 'plain')]);
    else {
      if (rows.length > 0) rows.push([]);
      rows.push([piece(`  ${line.text}`, 'strong')]);
    }
  }
  return rows;
}

/** Folds a row that is too wide, indented under its last piece; text in one piece is cut at the width. */
function folded(row: Row, width: number, cutSign: string): Row[] {
  if (rowWidth(row) <= width) return [row];
  const last = row.at(-1)!;
  const before = row.slice(0, -1);
  const indent = rowWidth(before);
  const room = width - indent;
  if (room < 16) return [fitRow(row, width, cutSign)];
  const lines = before.length === 0 ? cut(last.text, room) : foldWords(last.text, room, 100);
  const blank = [piece(' '.repeat(indent), 'plain')];
  return lines.map((text, at) => (at === 0 ? before : blank).concat(piece(text, last.style)));
}

function cut(text: string, width: number): string[] {
  const lines: string[] = [''];
  let used = 0;
  for (const one of graphemes(text)) {
    const cells = graphemeWidth(one);
    if (used + cells > width) {
      lines.push('');
      used = 0;
    }
    lines[lines.length - 1] += one;
    used += cells;
  }
  return lines;
}

/** Returns the id of a connection, with its machine where it is one of many. */
function connectionName({ id, machine }: ConnectionInfo): string {
  return machine === undefined ? String(id) : `${idOnMachine(id)} on ${machine}`;
}
