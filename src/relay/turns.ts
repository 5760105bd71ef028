/** What one direction may move within one turn of the event loop, so that the others are served in between; bytes. */
export const TURN_BYTES = 1 << 20;

interface Waiting {
  goOn(): void;
}

let turn = 0;
let armed = false;
let waiting: Waiting[] = [];

/** The number of this turn of the loop, for a direction that reads more than a little. */
export function currentTurn(): number {
  arm();
  return turn;
}

/** Calls goOn() of a direction in the next turn of the loop. */
export function waitForNextTurn(direction: Waiting): void {
  waiting.push(direction);
  arm();
}

function arm(): void {
  if (armed) return;
  armed = true;
  setImmediate(next);
}

function next(): void {
  armed = false;
  turn += 1;
  const due = waiting;
  waiting = [];
  for (const direction of due) direction.goOn();
}
