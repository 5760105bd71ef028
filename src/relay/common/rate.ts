/** A direction whose reads are metered. */
export interface MeteredDirection {
  /** Goes on reading, if there is something to read. */
  resume(): void;
}

/** One direction's share of a rate. */
export interface Meter {
  readonly rate: Rate;
  /** Returns how many bytes may be read now; 0: none, and the direction is resumed when some may. */
  allow(): number;
  /** So many bytes were read: more than was allowed where a transport cannot read less. */
  took(bytes: number): void;
  /** The direction does not wait any more. */
  leave(): void;
}

/** Bytes a second that directions share. */
export interface Rate {
  /** How many bytes a direction moves in its turn. */
  readonly turnBytes: number;
  /** Returns the share of a direction; one that `readsLater` reads after its resume(), not in it. */
  join(direction: MeteredDirection, readsLater?: boolean): Meter;
}
