import { BATCH } from './messages.ts';

/** The batch grows, or shrinks, by this factor. */
const STEP = 4;

/**
 * How many datagrams a socket is asked for at once. Asking for more than come costs a little, and asking for one at a time
 * costs a call for each: a socket that has more in one turn of the loop after the other is asked for more.
 */
export class Reading {
  /** How many to ask for. */
  most = 1;
  #turn = 0;

  /** Takes in how many came, in this turn of the loop. */
  came(count: number, turn: number): void {
    if (count < this.most) {
      if (count * STEP <= this.most) this.most = Math.max(1, this.most / STEP);
    } else if (this.most < BATCH && turn - this.#turn === 1) this.most *= STEP;
    this.#turn = turn;
  }
}
