import type { ConnectionInfo } from './relay.ts';

/** What changes of a connection once it has its target. */
export type Movement = Pick<ConnectionInfo, 'id' | 'lastActiveAt' | 'phase' | 'bytesUp' | 'bytesDown'>;

/** The phases of a connection, each at the number that stands for it. */
export const PHASES = ['connect', 'data', 'half-closed'] as const;

/** How many numbers there are for each connection that moved. */
export const MOVED_ROW = 5;

/** Packs movements into numbers, as threads hand them over at next to no cost. */
export function packMoved(movements: readonly Movement[]): Float64Array {
  const numbers = new Float64Array(movements.length * MOVED_ROW);
  let at = 0;
  for (const movement of movements) {
    numbers[at++] = movement.id;
    numbers[at++] = movement.lastActiveAt;
    numbers[at++] = PHASES.indexOf(movement.phase);
    numbers[at++] = movement.bytesUp;
    numbers[at++] = movement.bytesDown;
  }
  return numbers;
}
