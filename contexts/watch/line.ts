import type { WatchLine } from '../../src/language/schema.ts';
import { clockTime } from '../layout.ts';

/** An event of an entry or a connection; `present`: it was there from the beginning. */
export type WatchEvent = 'present' | 'added' | 'changed' | 'removed';

/** Returns a line about an entry or a connection; in JSON it stands under the name `what`. `at` in ms since the epoch. */
export function watchLine(
  at: number,
  event: WatchEvent,
  { text, what, value }: { readonly text: string; readonly what: string; readonly value: unknown },
): WatchLine {
  return { text: `${clockTime(at)} ${event.padEnd(8)} ${text}`, json: { at, event, [what]: value } };
}

/** Returns the line that says that the service is gone, or answers again (no reason). `at` in ms since the epoch. */
export function serviceLine(at: number, reason: string | undefined): WatchLine {
  return reason === undefined
    ? { text: `${clockTime(at)} found    The relay service runs.`, json: { at, event: 'found' } }
    : { text: `${clockTime(at)} lost     ${reason}`, json: { at, event: 'lost', reason } };
}
