import type { Key } from '../../keys/key.ts';
import { graphemes } from '../../line/graphemes.ts';
import { type MonitorCommand, monitorCommandOf } from '../keys/table.ts';
import { actionCommand } from './action-keys.ts';
import { commandKey } from './command-keys.ts';
import { confirmKey } from './confirm-keys.ts';
import { filterKey } from './filter-keys.ts';
import { overlayCommand } from './overlay-keys.ts';
import type { Context, Step } from './step.ts';
import { tableCommand } from './table-keys.ts';
import type { Ui } from './ui.ts';

/** What a key does. Never throws. Text typed in one piece must be cut by `singleKeys` before. */
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
      const overlaid = ui.overlay && overlayCommand(ui, ui.overlay, command, context);
      return overlaid ?? actionCommand(ui, command, context) ?? tableCommand(ui, command, context);
    }
  }
}

/** Keys one by one: a text of several characters becomes one key for each. */
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
