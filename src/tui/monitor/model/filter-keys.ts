import { type Key } from '../../keys/key.ts';
import { type Command, commandOf } from '../../keys/table.ts';
import { type Editor, edit, insert } from '../../line/editor.ts';
import type { Context, Step } from './step.ts';
import { VIEW_HANDLERS } from './table-keys.ts';
import { type Mode, TABLE, type Ui } from './ui.ts';

type FilterMode = Extract<Mode, { kind: 'filter' }>;

/** Handles a key on the filter: typing filters at once, Enter keeps the filter, Escape restores the one before. */
export function filterKey(ui: Ui, mode: FilterMode, key: Key, context: Context): Step {
  if (key.kind === 'answer') return { ui };
  if (key.kind !== 'chord') return { ui: typed(ui, mode, insert(mode.editor, key.text)) };
  const command = commandOf(key.chord);
  if (!command) return { ui };
  if (command === 'run') return { ui: { ...ui, mode: TABLE } };
  if (command === 'escape' || command === 'cancel') {
    return { ui: { ...withFilter(ui, mode.pane, mode.before), mode: TABLE } };
  }
  const move = MOVES[command];
  if (move) return VIEW_HANDLERS[move](ui, context);
  if (command === 'delete-back' && mode.editor.line.text === '') return { ui: { ...ui, mode: TABLE } };
  const editor = edit(mode.editor, command);
  return { ui: editor ? typed(ui, mode, editor) : ui };
}

/** Commands that still move in the table. */
const MOVES: Partial<Record<Command, 'up' | 'down' | 'page-up' | 'page-down'>> = {
  older: 'up',
  newer: 'down',
  'page-up': 'page-up',
  'page-down': 'page-down',
};

function typed(ui: Ui, mode: FilterMode, editor: Editor): Ui {
  return { ...withFilter(ui, mode.pane, editor.line.text), mode: { ...mode, editor } };
}

function withFilter(ui: Ui, name: FilterMode['pane'], filter: string): Ui {
  return name === 'entries'
    ? { ...ui, entries: { ...ui.entries, filter } }
    : { ...ui, connections: { ...ui.connections, filter } };
}
