/** The formats of the log of connections: fields between blanks, or one JSON object a line. */
export const LOG_FORMATS = ['text', 'json'] as const;

/** A format of the log of connections. */
export type LogFormat = (typeof LOG_FORMATS)[number];

/** How connections are logged that have ended, and which: all but those of entries that say no, or those that say yes. */
export interface Logging {
  readonly format: LogFormat;
  readonly entries: 'all' | 'chosen';
}

/** Lines of the log of connections, with their ends. */
export interface LoggedLines {
  readonly text: string;
  /** How many they are. */
  readonly count: number;
  /** How many before these found no room. */
  readonly lost: number;
}
