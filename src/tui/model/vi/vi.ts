import type { ViRequest } from '../../keys/vi/parse.ts';
import type { Editor } from '../../line/editor.ts';
import { EMPTY, type Line } from '../../line/line.ts';
import { NO_UNDO, type Undo } from '../../line/undo.ts';
import type { Find } from '../../line/vi/find.ts';

/** The modal side of vi editing. */
export interface Vi {
  readonly mode: ViMode;
  /** The last search for a character, which `;` and `,` repeat. */
  readonly find?: Find | undefined;
  /** The last change, which `.` repeats. */
  readonly change?: Change | undefined;
  /** The last search through the history, which `n` and `N` repeat. */
  readonly search?: ViSearch | undefined;
}

/** The mode, by which keys are understood. `keys`: those of a command that is not whole yet. */
export type ViMode =
  | { readonly kind: 'insert'; readonly session: InsertSession }
  /** `base`: the line before what was typed over it since the last other key, the newest last. */
  | {
      readonly kind: 'replace';
      readonly session: InsertSession;
      readonly base: Line;
      readonly over: readonly string[];
    }
  | { readonly kind: 'normal'; readonly keys: readonly string[] }
  /** `anchor`: the end of the selection that stays. */
  | { readonly kind: 'visual'; readonly keys: readonly string[]; readonly anchor: number };

/** What is typed until Escape: one change, which one undo takes back. */
export interface InsertSession {
  /** The line and its undo before the command that began the session. */
  readonly before: Line;
  readonly undo: Undo;
  /** The line where typing began. */
  readonly start: Line;
  readonly request?: ViRequest | undefined;
  /** What was typed is put in so often. */
  readonly count: number;
}

/** A change that can be made again: what began it and, of one that inserts, the text. */
interface Change {
  readonly request: ViRequest;
  readonly typed?: Typed | undefined;
}

/** What a session has typed: so many UTF-16 units before its start are gone, and this text is there instead. */
export interface Typed {
  readonly erased: number;
  readonly text: string;
}

/** A search through the history. */
interface ViSearch {
  readonly query: string;
  readonly isOldestFirst: boolean;
}

/** Normal mode, nothing typed of a command. */
export const NORMAL: ViMode = { kind: 'normal', keys: [] };

const EMPTY_LINE_SESSION: InsertSession = { before: EMPTY, undo: NO_UNDO, start: EMPTY, count: 1 };

/** Vi editing as it begins. */
export const NEW_VI: Vi = { mode: { kind: 'insert', session: EMPTY_LINE_SESSION } };

/** Returns the modes for a fresh line: insert mode, with all that can be repeated. */
export function freshVi(vi: Vi): Vi {
  return { ...vi, mode: NEW_VI.mode };
}

/** Returns vi editing that begins on a line that is typed already. */
export function viOver({ line, undo }: Editor): Vi {
  return { mode: { kind: 'insert', session: { before: line, undo, start: line, count: 1 } } };
}
