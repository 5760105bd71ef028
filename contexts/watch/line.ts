import type { WatchLine } from '../../src/language/schema.ts';
import { clockTime } from '../layout.ts';

/** What happened to something that is watched; `present`: it was there when the watching began. */
export type WatchEvent = 'present' | 'added' | 'changed' | 'removed';

/** A line about something that is watched; `what` is its name in JSON, `value` its values there. */
export function watchLine(
  at: number,
  event: WatchEvent,
  { text, what, value }: { readonly text: string; readonly what: string; readonly value: unknown },
): WatchLine {
  return { text: `${clockTime(at)} ${event.padEnd(8)} ${text}`, json: { at, event, [what]: value } };
}

/** The service is gone, or answers again. */
export function serviceLine(at: number, reason: string | undefined): WatchLine {
  return reason === undefined
    ? { text: `${clockTime(at)} found    The relay service runs.`, json: { at, event: 'found' } }
    : { text: `${clockTime(at)} lost     ${reason}`, json: { at, event: 'lost', reason } };
}
