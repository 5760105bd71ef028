import type { Key } from '../keys/key.ts';
import { means } from '../keys/table.ts';
import { viAsksForHistory } from '../keys/vi/table.ts';
import type { PromptState } from './prompt.ts';

/** Whether a key looks into the history, which other shells may have changed. */
export function asksForHistory(prompt: PromptState, key: Key): boolean {
  if (means(key, 'older') || means(key, 'search')) return true;
  const typed = prompt.vi && typedBy(key);
  if (typed === undefined) return false;
  return (isCommand(prompt) || key.kind === 'chord') && viAsksForHistory(typed);
}

/** Whether a key lists what the table and the machine have, so that they must have been read. */
export function asksForFacts(prompt: PromptState, key: Key): boolean {
  if (key.kind === 'text') return key.text.includes('?') && !isCommand(prompt);
  return means(key, 'complete');
}

/** Whether characters are commands: in vi's normal and visual mode. */
function isCommand({ vi, mode }: PromptState): boolean {
  return mode.kind === 'edit' && (vi?.mode.kind === 'normal' || vi?.mode.kind === 'visual');
}

/** With Alt a character comes behind an Escape, which goes to normal mode. */
function typedBy(key: Key): string | undefined {
  if (key.kind === 'text') return key.text;
  return key.kind === 'chord' ? key.typed : undefined;
}
