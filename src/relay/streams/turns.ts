/** What one direction may move within one turn of the event loop, so that the others are served in between; bytes. */
const TURN_BYTES = 1 << 20;
/** What all directions together move within a turn while somebody exchanges small messages beside them; bytes. */
const SHARED_TURN_BYTES = 1 << 20;
/** The least that a direction may move within a turn; bytes. */
const LEAST_TURN_BYTES = 128 << 10;
/** Small messages count as going on for so many turns after one. */
const COMPANY_TURNS = 64;

interface Waiting {
  goOn(): void;
}

let turn = 0;
let armed = false;
let waiting: Waiting[] = [];
/** Directions that read much, in this turn so far and in the one before. */
let busy = 0;
let busyBefore = 0;
let companyUntil = -1;
let company = false;

/**
 * The number of this turn of the loop, for a direction that reads much and read so last in the turn `known`; each is
 * counted once among those of the turn.
 */
export function joinTurn(known: number): number {
  arm();
  if (known !== turn) busy += 1;
  return turn;
}

/** Whether a direction that read much in the turn `known` still counts as one of those. */
export function isBusyTurn(known: number): boolean {
  return turn - known <= COMPANY_TURNS && known >= 0;
}

/** A direction that does not read much has read something: those that do leave room for it. */
export function noteMessage(): void {
  company = true;
}

/**
 * What a direction that reads much may move within this turn; bytes. All of them together make a small message wait, so
 * beside such messages they share a turn.
 */
export function turnBytes(): number {
  if (turn > companyUntil) return TURN_BYTES;
  return Math.max(LEAST_TURN_BYTES, Math.floor(SHARED_TURN_BYTES / Math.max(busyBefore, busy, 1)));
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
  if (company) companyUntil = turn + COMPANY_TURNS;
  company = false;
  busyBefore = busy;
  busy = 0;
  const due = waiting;
  waiting = [];
  for (const direction of due) direction.goOn();
}
