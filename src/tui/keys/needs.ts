import type { Key } from './key.ts';
import { type Command, commandOf } from './table.ts';

/** Whether a key is bound to a command. */
export function means(key: Key, command: Command): boolean {
  return key.kind === 'chord' && commandOf(key.chord) === command;
}

/** Whether a key looks into the history, to which other shells may have added. */
export function asksForHistory(key: Key): boolean {
  return means(key, 'older') || means(key, 'search');
}

/** Whether a key lists what the table and the machine have, so that it waits until they have been read. */
export function asksForFacts(key: Key): boolean {
  return key.kind === 'text' ? key.text.includes('?') : means(key, 'complete');
}
