import type { Key } from '../../keys/key.ts';
import { type Step, noted } from './step.ts';
import { type Mode, TABLE, type Ui } from './ui.ts';

/** `y` runs the lines that were shown; every other key leaves things as they are. */
export function confirmKey(ui: Ui, mode: Extract<Mode, { kind: 'confirm' }>, key: Key): Step {
  const answered: Ui = { ...ui, mode: TABLE };
  const isYes = key.kind === 'text' && /^y$/i.test(key.text);
  if (!isYes) return noted(answered, 'Nothing was done.');
  return { ui: answered, effect: { kind: 'run', lines: mode.lines, isTyped: false } };
}
