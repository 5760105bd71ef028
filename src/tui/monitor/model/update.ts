import type { Key } from '../../keys/key.ts';
import { graphemes } from '../../line/graphemes.ts';
import { type MonitorCommand, monitorCommandOf } from '../keys/table.ts';
import { ACTION_HANDLERS } from './action-keys.ts';
import { commandKey } from './command-keys.ts';
import { filterKey } from './filter-keys.ts';
import { overlayCommand } from './overlay-keys.ts';
import { type Context, type Handler, type Step, noted } from './step.ts';
import { VIEW_HANDLERS } from './table-keys.ts';
import { type Mode, TABLE, type Ui } from './ui.ts';

/** Returns the state after a key. Never throws. `singleKeys` must have cut text that was typed in one piece. */
export function updateUi(before: Ui, key: Key, context: Context): Step {
  const ui: Ui = before.message && before.message.kind !== 'running' ? withoutMessage(before) : before;
  switch (ui.mode.kind) {
    case 'command':
      return commandKey(ui, ui.mode, key, context);
    case 'filter':
      return filterKey(ui, ui.mode, key, context);
    case 'confirm':
      return confirmKey(ui, ui.mode, key);
    case 'table': {
      const command = commandOfKey(key);
      if (!command) return { ui };
      if (ui.isReadOnly && command in ACTION_HANDLERS) {
        return noted(ui, 'The monitor is read-only; open it without readonly=yes to change something.');
      }
      const overlaid = ui.overlay && overlayCommand(ui, ui.overlay, command, context);
      return overlaid ?? HANDLERS[command](ui, context);
    }
  }
}

/** The handler of every command: a key without one does not compile. */
const HANDLERS: Readonly<Record<MonitorCommand, Handler>> = { ...VIEW_HANDLERS, ...ACTION_HANDLERS };

/** Cuts a text of several characters into one key for each. */
export function singleKeys(key: Key): Key[] {
  return key.kind === 'text' ? graphemes(key.text).map((text) => ({ kind: 'text', text })) : [key];
}

function commandOfKey(key: Key): MonitorCommand | undefined {
  switch (key.kind) {
    case 'text':
      return monitorCommandOf(key.text);
    case 'chord':
      return monitorCommandOf(key.chord);
    case 'paste':
    case 'answer':
      return undefined;
  }
}

function withoutMessage({ message: _message, ...ui }: Ui): Ui {
  return ui;
}

/** Answers the question: `y` runs the lines, any other key does nothing. */
function confirmKey(ui: Ui, mode: Extract<Mode, { kind: 'confirm' }>, key: Key): Step {
  const answered: Ui = { ...ui, mode: TABLE };
  const isYes = key.kind === 'text' && /^y$/i.test(key.text);
  if (!isYes) return noted(answered, 'Nothing was done.');
  return { ui: answered, effect: { kind: 'run', lines: mode.lines, isTyped: false } };
}
