import type { PromptState } from '../model/prompt.ts';
import { type Row, piece } from './span.ts';

/** The shape of the terminal's cursor, as DECSCUSR names them. */
export type CursorShape = 'block' | 'bar' | 'underline';

/** Draws the row that tells vi's mode, and what is typed of a command; none in insert mode, in which a line begins. */
export function viRows({ vi, mode }: PromptState): Row[] {
  if (!vi || mode.kind !== 'edit' || vi.mode.kind === 'insert') return [];
  const name = `  -- ${vi.mode.kind.toUpperCase()} --`;
  const keys = 'keys' in vi.mode ? vi.mode.keys.join('') : '';
  return [[piece(name, 'current'), piece(keys === '' ? '' : `  ${keys}`, 'hint')]];
}

/** Returns the shape that the cursor has in a mode of vi; undefined, for its own, without vi. */
export function cursorShape({ vi, mode }: PromptState): CursorShape | undefined {
  if (!vi) return undefined;
  if (mode.kind !== 'edit') return 'bar';
  switch (vi.mode.kind) {
    case 'insert':
      return 'bar';
    case 'replace':
      return 'underline';
    case 'normal':
    case 'visual':
      return 'block';
  }
}
