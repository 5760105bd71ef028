import type { ConnectionInfo } from './relay.ts';

/** What changes of a connection once it has its target. */
export type Movement = Pick<ConnectionInfo, 'id' | 'lastActiveAt' | 'phase' | 'bytesUp' | 'bytesDown'>;

const PHASES = ['connect', 'data', 'half-closed'] as const;
const ROW = 5;

/** Packs movements into numbers, a row for each, as threads hand them over at next to no cost. */
export function packMoved(movements: readonly Movement[]): Float64Array {
  const numbers = new Float64Array(movements.length * ROW);
  let at = 0;
  for (const { id, lastActiveAt, phase, bytesUp, bytesDown } of movements) {
    numbers[at++] = id;
    numbers[at++] = lastActiveAt;
    numbers[at++] = PHASES.indexOf(phase);
    numbers[at++] = bytesUp;
    numbers[at++] = bytesDown;
  }
  return numbers;
}

/** The movements of `packMoved`. */
export function unpackMoved(numbers: Float64Array): Movement[] {
  const movements: Movement[] = [];
  for (let row = 0; row < numbers.length; row += ROW) {
    const at = (place: number): number => numbers[row + place] ?? 0;
    movements.push({
      id: at(0),
      lastActiveAt: at(1),
      phase: PHASES[at(2)] ?? 'data',
      bytesUp: at(3),
      bytesDown: at(4),
    });
  }
  return movements;
}
