import type { Key } from '../../keys/key.ts';
import { commandOf } from '../../keys/table.ts';
import { type PromptEffect, type PromptState } from '../../model/prompt.ts';
import { pressKey } from '../../model/press.ts';
import { type Context, type Step, noted } from './step.ts';
import { type Mode, TABLE, type Ui } from './ui.ts';

/** These words leave the monitor, not the shell behind it. */
const LEAVE = /^\s*(q|quit|exit|bye)\s*$/i;

/** Handles a key on the command line: the shell's own line editor takes it, unless it closes the line. */
export function commandKey(
  ui: Ui,
  mode: Extract<Mode, { kind: 'command' }>,
  key: Key,
  context: Context,
): Step {
  if (closes(mode.line, key)) return { ui: { ...ui, mode: TABLE } };
  const { state, effect } = pressKey(mode.line, key, context.assist);
  const next: Ui = { ...ui, mode: { kind: 'command', line: state } };
  return effect ? carriedOut(next, effect, context) : { ui: next };
}

/** Escape with nothing open, or Backspace on an empty line. */
function closes({ editor, mode }: PromptState, key: Key): boolean {
  if (mode.kind !== 'edit' || key.kind !== 'chord') return false;
  const command = commandOf(key.chord);
  return command === 'escape' || (command === 'delete-back' && editor.line.text === '');
}

function carriedOut(ui: Ui, effect: PromptEffect, context: Context): Step {
  const closed: Ui = { ...ui, mode: TABLE };
  switch (effect.kind) {
    case 'run':
      return run(closed, effect, context);
    case 'cancel':
    case 'leave':
      return { ui: closed };
    case 'help':
      return {
        ui: closed,
        effect: { kind: 'run', lines: [`${effect.line.trim()} ?`.trim()], isTyped: true },
      };
    case 'panel':
    case 'suspend':
      return { ui };
    case 'clear':
      return { ui, effect: { kind: 'redraw' } };
  }
}

function run(ui: Ui, effect: Extract<PromptEffect, { kind: 'run' }>, { question }: Context): Step {
  const lines = effect.lines.filter((line) => line.trim() !== '');
  const [first] = lines;
  if (first === undefined) return { ui };
  if (LEAVE.test(first)) return { ui, effect: { kind: 'leave' } };
  if (ui.message?.kind === 'running') return noted(ui, 'Another command is still running.');
  const asked = effect.isSure || lines.length > 1 ? undefined : question(first);
  if (asked !== undefined) return { ui: { ...ui, mode: { kind: 'confirm', lines, question: asked } } };
  return { ui, effect: { kind: 'run', lines, isTyped: true } };
}
