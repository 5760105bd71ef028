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

/** Returns the line that says how many connections have ended that were not told. `at` in ms since the epoch. */
export function missedLine(at: number, missed: number): WatchLine {
  const connections = missed === 1 ? '1 more connection' : `${missed} more connections`;
  return {
    text: `${clockTime(at)} missed   ${connections} ended; they were too many to tell each, of whatever entry.`,
    json: { at, event: 'missed', connections: missed },
  };
}

/** Returns the line that says that a machine of a fleet tells nothing, or tells again (no reason). `at` in ms since the epoch. */
export function machineLine(at: number, machine: string, reason: string | undefined): WatchLine {
  return reason === undefined
    ? { text: `${clockTime(at)} found    ${machine}`, json: { at, event: 'found', machine } }
    : {
        text: `${clockTime(at)} lost     ${machine}  ${reason}`,
        json: { at, event: 'lost', machine, reason },
      };
}

/** Returns the line that says that the service is gone, or answers again (no reason). `at` in ms since the epoch. */
export function serviceLine(
  at: number,
  reason: string | undefined,
  found = 'The relay service runs.',
): WatchLine {
  return reason === undefined
    ? { text: `${clockTime(at)} found    ${found}`, json: { at, event: 'found' } }
    : { text: `${clockTime(at)} lost     ${reason}`, json: { at, event: 'lost', reason } };
}
