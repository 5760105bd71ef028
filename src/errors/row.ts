/** The exit codes of netsh. */
export const EXIT = { ok: 0, failed: 1 } as const;

/** Where a code appears, as the reference says it. */
export const PLACES = {
  line: 'a line that is not understood',
  command: 'the answer of a command',
  service: 'between netsh and the relay service, here or on another machine',
  start: 'a relay service that was started on demand and cannot run',
  store: 'the table on disk',
  change: 'a change that is refused',
  commit: 'a commit, or an import that is made all at once',
} as const;

/** A place in which codes appear. */
export type Place = keyof typeof PLACES;

/** One row of the table of errors. */
export interface ErrorRow {
  readonly at: readonly Place[];
  /** Sentences by name: `{name}` stands for a value, `\n` ends a line. */
  readonly says?: Readonly<Record<string, string>>;
  /** What its other sentences say, where the place of the fault makes them. */
  readonly made?: string;
  /** What the line after the sentence says, where there is one. */
  readonly detail?: string;
  /** How to get rid of it. */
  readonly help: string;
}
