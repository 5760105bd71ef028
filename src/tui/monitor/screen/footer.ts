import { idOnMachine } from '../../../service/contract/connection-ids.ts';
import { type Piece, type Row, piece } from '../../screen/span.ts';
import { type KeyLabel, keyLabels } from '../keys/help.ts';
import { ACTION_HANDLERS } from '../model/action-keys.ts';
import type { LiveState } from '../../live/feed/live-state.ts';
import type { Message, Ui } from '../model/ui.ts';
import { presentError } from '../../../../contexts/last-error.ts';
import { downText } from '../../../../contexts/target-lines.ts';
import { shownState, stateTone } from '../../live/table/entry-state.ts';
import { wrapWords } from '../../screen/wrap.ts';
import type { Glyphs } from '../../screen/glyphs.ts';
import { fitRow, inOneTone, rowWidth, startPieces } from '../../live/screen/row.ts';

/**
 * Draws the line above the keys: a question, a result, the filter being typed, else the selected row in full. A question takes as
 * many rows as the line that it is about.
 */
export function messageRows(ui: Ui, picture: LiveState, glyphs: Glyphs, width: number): Row[] {
  const fit = (row: Row): Row[] => [fitRow(row, width, glyphs.cut)];
  switch (ui.mode.kind) {
    case 'confirm':
      return questionRows(ui.mode.lines[0] ?? '', `${ui.mode.question} (y/n) `, width);
    case 'filter':
      return fit([piece(FILTER_PROMPT, 'key'), piece(ui.mode.editor.line.text, 'plain')]);
    case 'table':
    case 'command':
      return fit(ui.message ? saying(ui.message, glyphs, width) : restingPieces(ui, picture, glyphs));
  }
}

/** Draws the line that would run, whole, and the question behind it. */
function questionRows(line: string, question: string, width: number): Row[] {
  const asked = piece(question, 'warning');
  const gap = piece('   ', 'plain');
  const row = [piece(line, 'strong'), gap, asked];
  return rowWidth(row) <= width ? [row] : [...wrapWords(line, 'strong', width).rows, [gap, asked]];
}

/** Cuts a command line so that the text behind it fits, but not to less than half the width. */
function fitLine(line: string, behind: Row, { cut }: Glyphs, width: number): Row {
  return fitRow([piece(line, 'strong')], Math.max(Math.floor(width / 2), width - rowWidth(behind)), cut);
}

/** The prompt of the filter. */
export const FILTER_PROMPT = 'filter: ';

/** Draws the keys of the moment, the most useful first, as many as fit. */
export function keysRow(ui: Ui, width: number): Row {
  return placedKeys(ui, width).flatMap(({ key, label, x }) => [
    piece(x === 0 ? '' : '  ', 'plain'),
    piece(key, 'key'),
    piece(` ${label}`, 'quiet'),
  ]);
}

/** A key at its place in the bottom line, in cells. */
export interface PlacedKey extends KeyLabel {
  readonly x: number;
  readonly width: number;
}

/** Places the keys of the moment, as many as fit. */
export function placedKeys(ui: Ui, width: number): PlacedKey[] {
  const placed: PlacedKey[] = [];
  let x = 0;
  for (const label of keysOf(ui)) {
    const cells = label.key.length + 1 + label.label.length;
    if (x + cells > width) break;
    placed.push({ ...label, x, width: cells });
    x += cells + 2;
  }
  return placed;
}

function keysOf(ui: Ui): readonly KeyLabel[] {
  const labels = labelsOf(ui);
  return ui.isReadOnly ? labels.filter(({ command }) => !command || !(command in ACTION_HANDLERS)) : labels;
}

function labelsOf(ui: Ui): readonly KeyLabel[] {
  if (ui.mode.kind === 'confirm') return CONFIRM_KEYS;
  if (ui.mode.kind === 'filter') return FILTER_KEYS;
  switch (ui.overlay?.kind) {
    case undefined:
      return keyLabels();
    case 'help':
    case 'log':
    case 'output':
      return [BACK, SCROLL];
    case 'entry':
      return [BACK, ...keyLabels(['toggle', 'edit', 'delete', 'kill', 'command']), SCROLL];
    case 'connection':
      return [BACK, ...keyLabels(['kill', 'kill-client', 'command']), SCROLL];
  }
}

const CONFIRM_KEYS = [
  { key: 'y', label: 'runs it', press: 'y' },
  { key: 'any other key', label: 'does nothing', press: 'n' },
];
const FILTER_KEYS = [
  { key: 'Enter', label: 'keeps it', press: 'Enter' },
  { key: 'Escape', label: 'restores the previous one', press: 'Escape' },
  { key: 'Up Down', label: 'move' },
];
const BACK = { key: 'Escape', label: 'goes back', press: 'Escape' };
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

/** Draws the selected row; while no relay runs, dimmed behind the command that starts one. */
function restingPieces(ui: Ui, picture: LiveState, glyphs: Glyphs): Row {
  const selection = selectionPieces(ui, picture, glyphs);
  if (!picture.lost) return selection;
  return [...startPieces(':relay start'), piece('   ', 'plain'), ...inOneTone(selection, 'quiet')];
}

/** Draws the selected row uncut, and why it does not listen. */
function selectionPieces(ui: Ui, picture: LiveState, glyphs: Glyphs): Piece[] {
  if (ui.focus === 'connections') {
    const row = picture.connections.get(ui.connections.selected ?? -1);
    if (!row) return [];
    const { client, target, machine } = row.info;
    const own = idOnMachine(row.info.id);
    const id = machine === undefined ? own : `${machine} ${own}`;
    const way = `${id}: ${client} ${glyphs.arrow} ${row.entryLabel} ${glyphs.arrow} ${target}`;
    return [piece(way, 'quiet')];
  }
  const row = picture.entries.get(ui.entries.selected ?? '');
  if (!row) return [];
  const { state, reason, comment = '', counters } = row.entry;
  const shown = shownState(row.entry);
  const way = `${row.label} ${glyphs.arrow} ${row.connect}  `;
  const error = presentError(counters);
  const why = reason ?? downText(counters?.targets) ?? (error === undefined ? '' : `last error: ${error}`);
  return [
    piece(way, 'quiet'),
    piece(shown.text, shown.tone),
    piece(why === '' ? '' : `  ${why}`, reason === undefined ? 'quiet' : stateTone(state)),
    piece(comment === '' ? '' : `  ${comment}`, 'quiet'),
  ];
}
