import { isVisible } from '../language/visible.ts';
import { isRecord } from '../portproxy/is-record.ts';
import { checkHelper } from './check.ts';
import type { ContextDescription } from './description.ts';

/** Data for a new thread: a path or the name of a package, and the folders from which to find it. */
export interface ThreadData {
  readonly module: string;
  readonly bases: readonly string[];
  /** URL of `netsh-shell/helper`. */
  readonly api: string;
}

/** A message to the thread of a helper. */
export type ToHelper =
  | {
      readonly kind: 'call';
      readonly id: number;
      readonly place: string;
      readonly args: Readonly<Record<string, unknown>>;
    }
  | { readonly kind: 'abort'; readonly id: number }
  | { readonly kind: 'answer'; readonly question: number; readonly value: unknown }
  | { readonly kind: 'refusal'; readonly question: number; readonly message: string };

/** A question of an action to its host. */
export type HostQuestion =
  | { readonly call: 'entries' }
  | { readonly call: 'change'; readonly change: unknown };

/** A message from the thread of a helper. */
export type FromHelper =
  | { readonly kind: 'loaded'; readonly file: string; readonly context: ContextDescription }
  | { readonly kind: 'unusable'; readonly reason: string }
  /** Text that the module wrote to standard output or standard error. */
  | { readonly kind: 'output'; readonly text: string }
  | { readonly kind: 'done'; readonly id: number; readonly outcome: unknown }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string }
  | {
      readonly kind: 'ask';
      readonly id: number;
      readonly question: number;
      readonly what: HostQuestion;
    };

/** Most output of one command, or while the module is loaded, in UTF-16 units. */
export const MAX_OUTPUT = 4 * 1024 * 1024;

/**
 * Reads a message of the thread of a helper, whose code may send anything; undefined for what is not one. It checks a
 * description as `checkHelper` does.
 */
export function parseFromHelper(value: unknown): FromHelper | undefined {
  if (!isRecord(value)) return undefined;
  const { kind, id } = value;
  switch (kind) {
    case 'loaded': {
      const { file } = value;
      const checked = checkHelper(value['context']);
      return checked.ok && typeof file === 'string' && isVisible(file)
        ? { kind, file, context: checked.context }
        : undefined;
    }
    case 'unusable': {
      const { reason } = value;
      return typeof reason === 'string' ? { kind, reason } : undefined;
    }
    case 'output': {
      const { text } = value;
      return typeof text === 'string' ? { kind, text } : undefined;
    }
    case 'done':
      return typeof id === 'number' ? { kind, id, outcome: value['outcome'] } : undefined;
    case 'failed': {
      const { message } = value;
      return typeof id === 'number' && typeof message === 'string' ? { kind, id, message } : undefined;
    }
    case 'ask': {
      const { question } = value;
      const what = questionOf(value['what']);
      return typeof id === 'number' && typeof question === 'number' && what
        ? { kind, id, question, what }
        : undefined;
    }
    default:
      return undefined;
  }
}

function questionOf(what: unknown): HostQuestion | undefined {
  if (!isRecord(what)) return undefined;
  if (what['call'] === 'entries') return { call: 'entries' };
  return what['call'] === 'change' ? { call: 'change', change: what['change'] } : undefined;
}
