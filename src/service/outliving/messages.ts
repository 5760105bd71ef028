import { isRecord } from '../../portproxy/is-record.ts';
import type { CounterGrowth } from '../../relay/counter-growth.ts';
import type { EntryGrowth, LifeFacts } from '../../relay/handing-over/steps.ts';
import { LOG_FORMATS, type LoggedLines, type Logging } from '../../relay/log/logging.ts';
import type { ConnectionInfo, EndedConnection, EntryCounters } from '../../relay/relay.ts';
import { CONNECTION_ROWS } from '../../relay/rows.ts';
import { areConnections, areCounters, areEnded } from '../contract/parse-answers.ts';
import {
  type Is,
  isBoolean,
  isId,
  isNumber,
  isText,
  listOf,
  oneOf,
  optional,
  recordOf,
  shape,
} from '../contract/shape.ts';
import { LinkFault } from './link.ts';

/** The version of what two processes of a service say to each other; it rises with what an earlier one would misunderstand. */
export const OUTLIVING_VERSION = 1;

/** What an earlier process says first. */
export interface Hello {
  readonly version: number;
  readonly facts: LifeFacts;
  readonly counters: Readonly<Record<string, EntryCounters>>;
  /** Ids of the entries that listen. */
  readonly listening: readonly string[];
}

/** An answer to `release`. */
export interface Released {
  /** When it began to close sockets, ms of `monotonicNow`. */
  readonly at: number;
  /** The greatest number of its connections. */
  readonly lastId: number;
}

/** What an earlier process says when it begins to tell of its connections. */
export interface Attached {
  readonly pid: number;
  readonly program: string;
  /** Since when another process listens, ms since the epoch. */
  readonly since: number;
  readonly lastId: number;
}

/** What has changed in an earlier process. */
export interface ToldSample {
  readonly full: boolean;
  readonly connections: readonly ConnectionInfo[];
  /** Rows of connections: an id, and a number for each of these columns. */
  readonly moved: readonly number[];
  readonly columns: readonly string[];
  readonly ended: readonly number[];
  readonly recent: readonly EndedConnection[];
  readonly grown: readonly EntryGrowth[];
}

const isFacts = shape<LifeFacts>({
  program: isText,
  idleExitMs: isNumber,
  watchdogMs: isNumber,
  startedAt: isNumber,
});
const isGrowth: Is<CounterGrowth> = (value): value is CounterGrowth =>
  isRecord(value) && Object.values(value).every((count) => isNumber(count) || isCounts(count));
const isCounts = recordOf(isNumber);

/** Reads what an earlier process says first. */
export const readHello = read(
  shape<Hello>({
    version: isNumber,
    facts: isFacts,
    counters: recordOf(areCounters),
    listening: listOf(isText),
  }),
);

/** Reads an answer to `release`. */
export const readReleased = read(shape<Released>({ at: isNumber, lastId: isId }));

/** Reads an answer to `attach`. */
export const readAttached = read(
  shape<Attached>({ pid: isId, program: isText, since: isNumber, lastId: isId }),
);

/** Reads what has changed. */
export const readSample = read(
  shape<ToldSample>({
    full: isBoolean,
    connections: areConnections,
    moved: listOf(isNumber),
    columns: listOf(isText),
    ended: listOf(isId),
    recent: areEnded,
    grown: listOf(shape<EntryGrowth>({ id: isText, growth: isGrowth })),
  }),
);

/** Reads lines of the log of connections. */
export const readLines = read(shape<LoggedLines>({ text: isText, count: isNumber, lost: isNumber }));

/** Reads how connections are logged; undefined where they are not. */
export const readLogging = read(
  shape<{ readonly logging: Logging | undefined }>({
    logging: optional(shape<Logging>({ format: oneOf(...LOG_FORMATS), entries: oneOf('all', 'chosen') })),
  }),
);

/** Reads a list of connections. */
export const readConnections = read(areConnections);

/** Reads a number. */
export const readNumber = read(isNumber);

/** Returns rows with other columns as rows of this program: columns that are missing are 0. Rows that do not fit are left out. */
export function ownRows(rows: readonly number[], columns: readonly string[]): number[][] {
  const size = columns.length + 1;
  const places = CONNECTION_ROWS.columns.map(({ name }) => columns.indexOf(name));
  const own: number[][] = [];
  for (let at = 0; at + size <= rows.length; at += size) {
    const row = [rows[at] ?? 0, ...places.map((place) => (place < 0 ? 0 : (rows[at + 1 + place] ?? 0)))];
    if (isId(row[0]) && CONNECTION_ROWS.fits(row, 1)) own.push(row);
  }
  return own;
}

function read<T>(is: Is<T>): (value: unknown) => T {
  return (value) => {
    if (is(value)) return value;
    throw new LinkFault('The other process sends something that is not understood.');
  };
}
