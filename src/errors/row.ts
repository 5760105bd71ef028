/** The exit codes of netsh. */
export const EXIT = { ok: 0, failed: 1 } as const;

/** Where codes appear, in the words of docs/errors.md. */
export const PLACES = {
  line: 'lines',
  command: 'commands',
  service: 'the relay service, here or on another machine',
  start: 'the start of the relay service',
  store: 'the table on disk',
  change: 'changes',
  commit: 'commits and imports',
} as const;

/** A place in which codes appear. */
export type Place = keyof typeof PLACES;

/** One row of the table of errors. */
export interface ErrorRow {
  readonly at: readonly Place[];
  /** Sentences by name: `{name}` stands for a value, `\n` ends a line. */
  readonly says?: Readonly<Record<string, string>>;
  /** Names of the sentences that Windows' netsh prints: they go to standard output, ours to standard error. */
  readonly netsh?: readonly string[];
}
