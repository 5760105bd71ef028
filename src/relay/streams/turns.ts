/** How much one direction may move within a turn of the event loop before others have theirs, bytes. */
const TURN_BYTES = 1 << 20;
/** How much all directions together may move within a turn beside small messages, bytes. */
const SHARED_TURN_BYTES = 1 << 20;
/** The least that a direction may move within a turn, bytes. */
const LEAST_TURN_BYTES = 128 << 10;
/** After a small message, more are expected for so many turns. */
const MESSAGE_TURNS = 64;

/** A direction that has more to do in the next turn. */
export interface Resumable {
  resume(): void;
}

/** Shares the turns of the event loop among directions. A bulk reader is a direction that fills its buffer. */
export class Turns {
  #turn = 0;
  #isArmed = false;
  #waiting: Resumable[] = [];
  /** Bulk readers in this turn so far, and in the one before. */
  #readers = 0;
  #readersBefore = 0;
  #messagesUntil = -1;
  #sawMessage = false;

  /** Counts a bulk reader, once a turn; returns this turn. `known` is the turn in which it read so last; -1: never. */
  join(known: number): number {
    this.#arm();
    if (known !== this.#turn) this.#readers += 1;
    return this.#turn;
  }

  /** Returns whether a direction that was a bulk reader in the turn `known` still counts as one. */
  isRecent(known: number): boolean {
    return this.#turn - known <= MESSAGE_TURNS && known >= 0;
  }

  /** Notes that another direction read a small message: bulk readers leave room for those. */
  noteMessage(): void {
    this.#sawMessage = true;
  }

  /** Returns how much a bulk reader may move within this turn, bytes. Beside small messages they share a turn. */
  bytes(): number {
    if (this.#turn > this.#messagesUntil) return TURN_BYTES;
    const readers = Math.max(this.#readersBefore, this.#readers, 1);
    return Math.max(LEAST_TURN_BYTES, Math.floor(SHARED_TURN_BYTES / readers));
  }

  /** Calls resume() in the next turn of the loop. */
  wait(direction: Resumable): void {
    this.#waiting.push(direction);
    this.#arm();
  }

  #arm(): void {
    if (this.#isArmed) return;
    this.#isArmed = true;
    setImmediate(this.#next);
  }

  readonly #next = (): void => {
    this.#isArmed = false;
    this.#turn += 1;
    if (this.#sawMessage) this.#messagesUntil = this.#turn + MESSAGE_TURNS;
    this.#sawMessage = false;
    this.#readersBefore = this.#readers;
    this.#readers = 0;
    const due = this.#waiting;
    this.#waiting = [];
    for (const direction of due) direction.resume();
  };
}
