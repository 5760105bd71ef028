import { type Piece, type Row, piece } from '../../screen/span.ts';
import { keyLabels } from '../keys/help.ts';
import type { LiveState } from '../../live/feed/live-state.ts';
import type { Message, Ui } from '../model/ui.ts';
import { stateTone } from '../../live/table/entry-columns.ts';
import type { Glyphs } from '../../screen/glyphs.ts';
import { fitRow, rowWidth } from '../../live/screen/row.ts';

/** Draws the line above the keys: a question, a result, the filter being typed, else the selected row in full. */
export function messageRow(ui: Ui, picture: LiveState, glyphs: Glyphs, width: number): Row {
  const fit = (row: Row): Row => fitRow(row, width, glyphs.cut);
  switch (ui.mode.kind) {
    case 'confirm': {
      const { lines, question } = ui.mode;
      const asked = [piece('   ', 'plain'), piece(`${question} (y/n) `, 'warning')];
      return fit([...fitLine(lines[0] ?? '', asked, glyphs, width), ...asked]);
    }
    case 'filter':
      return fit([piece(FILTER_PROMPT, 'key'), piece(ui.mode.editor.line.text, 'plain')]);
    case 'table':
    case 'command':
      return fit(ui.message ? saying(ui.message, glyphs, width) : selectionPieces(ui, picture, glyphs));
  }
}

/** Cuts a command line so that the text behind it fits, but not to less than half the width. */
function fitLine(line: string, behind: Row, { cut }: Glyphs, width: number): Row {
  return fitRow([piece(line, 'strong')], Math.max(Math.floor(width / 2), width - rowWidth(behind)), cut);
}

/** The prompt of the filter. */
export const FILTER_PROMPT = 'filter: ';

/** Draws the keys of the moment, the most useful first, as many as fit. */
export function keysRow(ui: Ui, width: number): Row {
  const pieces: Piece[] = [];
  let used = 0;
  for (const { key, label } of keysOf(ui)) {
    const cells = key.length + 1 + label.length + (used === 0 ? 0 : 2);
    if (used + cells > width) break;
    if (used > 0) pieces.push(piece('  ', 'plain'));
    pieces.push(piece(key, 'key'), piece(` ${label}`, 'quiet'));
    used += cells;
  }
  return pieces;
}

function keysOf(ui: Ui): readonly { readonly key: string; readonly label: string }[] {
  if (ui.mode.kind === 'confirm') return CONFIRM_KEYS;
  if (ui.mode.kind === 'filter') return FILTER_KEYS;
  switch (ui.overlay?.kind) {
    case undefined:
      return keyLabels();
    case 'help':
    case 'output':
      return [BACK, SCROLL];
    case 'entry':
      return [BACK, ...keyLabels(['toggle', 'edit', 'delete', 'kill', 'command']), SCROLL];
    case 'connection':
      return [BACK, ...keyLabels(['kill', 'kill-client', 'command']), SCROLL];
  }
}

const CONFIRM_KEYS = [
  { key: 'y', label: 'runs it' },
  { key: 'any other key', label: 'does nothing' },
];
const FILTER_KEYS = [
  { key: 'Enter', label: 'keeps it' },
  { key: 'Escape', label: 'takes it back' },
  { key: 'Up Down', label: 'move' },
];
const BACK = { key: 'Escape', label: 'goes back' };
const SCROLL = { key: 'Up Down PageUp PageDown', label: 'scroll' };

function saying(message: Message, glyphs: Glyphs, width: number): Row {
  switch (message.kind) {
    case 'note':
      return [piece(message.text, 'warning')];
    case 'running':
      return [piece(`${glyphs.cursor} ${message.line}`, 'strong')];
    case 'ran': {
      const { ok, line, text } = message;
      const sign = piece(`${ok ? glyphs.ok : glyphs.failed} `, ok ? 'good' : 'bad');
      const said = text === '' ? (ok ? 'Done.' : 'Failed.') : text;
      const behind = [piece(`  ${said}`, ok ? 'plain' : 'bad')];
      return [sign, ...fitLine(line, [sign, ...behind], glyphs, width), ...behind];
    }
  }
}

/** Draws the selected row uncut, and why it does not listen. */
function selectionPieces(ui: Ui, picture: LiveState, glyphs: Glyphs): Piece[] {
  if (ui.focus === 'connections') {
    const row = picture.connections.get(ui.connections.selected ?? -1);
    if (!row) return [];
    const { id, client, target } = row.info;
    const way = `${id}: ${client} ${glyphs.arrow} ${row.entryLabel} ${glyphs.arrow} ${target}`;
    return [piece(way, 'quiet')];
  }
  const row = picture.entries.get(ui.entries.selected ?? '');
  if (!row) return [];
  const { state, reason, counters } = row.entry;
  const way = `${row.label} ${glyphs.arrow} ${row.connect}  `;
  const why = reason ?? (counters?.lastError ? `last error: ${counters.lastError.text}` : '');
  return [
    piece(way, 'quiet'),
    piece(state, stateTone(state)),
    piece(why === '' ? '' : `  ${why}`, reason === undefined ? 'quiet' : stateTone(state)),
  ];
}
