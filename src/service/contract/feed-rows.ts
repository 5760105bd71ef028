import type { ConnectionInfo } from '../../relay/relay.ts';
import { CONNECTION_ROWS, PHASES, type RowCodec } from '../../relay/rows.ts';

/** New numbers of entries. */
export interface Counted {
  readonly keys: readonly string[];
  /** For each key five: connections, connectionsTotal, bytesUp, bytesDown, refused. */
  readonly numbers: readonly number[];
  /** By the name of a column that version 0.1.0 does not know: one number for each key. */
  readonly later?: Readonly<Record<string, readonly number[]>> | undefined;
}

/** The key of an entry, and a number of it for each column. */
export interface EntryRow {
  readonly key: string;
  readonly numbers: readonly number[];
}

/** Returns how the numbers of entries are told. */
export function toldCounted<Name extends string>(rows: readonly EntryRow[], codec: RowCodec<Name>): Counted {
  const numbers: number[] = [];
  for (const row of rows) codec.tell(row.numbers, numbers);
  const told = { keys: rows.map(({ key }) => key), numbers };
  if (codec.later.length === 0) return told;
  const later = codec.later.flatMap(({ name, isOptional }, place) => {
    const column = rows.map((row) => row.numbers[codec.width + place] ?? 0);
    return isOptional && column.every((number) => number === 0) ? [] : [[name, column]];
  });
  return { ...told, later: Object.fromEntries(later) };
}

/** Returns counters with the numbers that are told of the key at `index`; those that are not told stay. */
export function withCounted<Name extends string, Whole extends Readonly<Partial<Record<Name, number>>>>(
  counters: Whole,
  { numbers, later }: Counted,
  index: number,
  codec: RowCodec<Name>,
): Whole {
  const from = index * codec.width;
  if (codec.later.length === 0) return codec.patch(counters, numbers, from);
  const row: (number | undefined)[] = numbers.slice(from, from + codec.width);
  for (const { name } of codec.later) row.push(later?.[name]?.[index]);
  return codec.patch(counters, row, 0);
}

const IDLE = CONNECTION_ROWS.place('idleMs');
const PHASE = CONNECTION_ROWS.place('phase');
const UP = CONNECTION_ROWS.place('bytesUp');
const DOWN = CONNECTION_ROWS.place('bytesDown');

/** Returns a connection with the numbers that begin at `from`, told at `at` in ms since the epoch. */
export function withMoved(
  info: ConnectionInfo,
  numbers: readonly number[],
  from: number,
  at: number,
): ConnectionInfo {
  return {
    ...info,
    lastActiveAt: at - (numbers[from + IDLE] ?? 0),
    phase: PHASES[numbers[from + PHASE] ?? 0] ?? info.phase,
    bytesUp: numbers[from + UP] ?? 0,
    bytesDown: numbers[from + DOWN] ?? 0,
  };
}
