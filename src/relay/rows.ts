/** A number that rows tell of an entry or a connection. */
export interface Column<Name extends string = string> {
  readonly name: Name;
  /** `ms ago`: before the moment that the list of rows tells of. `place`: in the list of its words. */
  readonly unit: 'count' | 'bytes' | 'ms ago' | 'place';
  /** The values that a column in places stands for. */
  readonly words?: readonly string[];
  /** Version 0.1.0 does not know it: the control API tells it apart from the columns before it. */
  readonly isLater?: true;
  /** Only some have it, the others count as 0: it is left out where nobody has more. */
  readonly isOptional?: true;
}

/**
 * Phases of a connection, in the order in which it goes through them; those that version 0.1.0 does not know stand at the end.
 * In `header`, the first of all, it awaits the PROXY protocol header of its client.
 */
export const PHASES = ['connect', 'data', 'half-closed', 'header'] as const;

/** Counters of an entry that change with its traffic. A new one is a row here; it stands at the end and is later. */
export const ENTRY_COLUMNS = [
  { name: 'connections', unit: 'count' },
  { name: 'connectionsTotal', unit: 'count' },
  { name: 'bytesUp', unit: 'bytes' },
  { name: 'bytesDown', unit: 'bytes' },
  { name: 'refused', unit: 'count' },
  { name: 'denied', unit: 'count', isLater: true },
  { name: 'datagramsUp', unit: 'count', isLater: true, isOptional: true },
  { name: 'datagramsDown', unit: 'count', isLater: true, isOptional: true },
  { name: 'dropped', unit: 'count', isLater: true, isOptional: true },
] as const satisfies readonly Column[];

/** Values of a connection that change with its traffic. */
const CONNECTION_COLUMNS = [
  { name: 'idleMs', unit: 'ms ago' },
  { name: 'phase', unit: 'place', words: PHASES },
  { name: 'bytesUp', unit: 'bytes' },
  { name: 'bytesDown', unit: 'bytes' },
] as const satisfies readonly Column[];

/** Counters that only entries of UDP have: datagrams sent on, and dropped. */
type DatagramNumber = Extract<(typeof ENTRY_COLUMNS)[number], { isOptional: true }>['name'];

/** The counters that rows tell of an entry. */
export type EntryNumbers = Readonly<
  Record<Exclude<(typeof ENTRY_COLUMNS)[number]['name'], DatagramNumber>, number> &
    Partial<Record<DatagramNumber, number>>
>;

/** The values that rows tell of a connection. */
export interface Movement {
  /** Time without a sign of life, ms. */
  readonly idleMs: number;
  readonly phase: (typeof PHASES)[number];
  readonly bytesUp: number;
  readonly bytesDown: number;
}

type Values<Name extends string> = Partial<Record<Name, number | string>>;

/** Rows of numbers, from the relay's thread to the screen: an id, then one number for each column. */
export class RowCodec<Name extends string> {
  readonly columns: readonly Column<Name>[];
  /** Those that version 0.1.0 does not know. */
  readonly later: readonly Column<Name>[];
  /** Numbers in a row, its id included. */
  readonly size: number;
  /** Numbers in a row as version 0.1.0 knows it, without its id. */
  readonly width: number;

  constructor(columns: readonly Column<Name>[]) {
    this.columns = columns;
    this.later = columns.filter(({ isLater }) => isLater);
    this.size = columns.length + 1;
    this.width = columns.length - this.later.length;
  }

  /** Returns where a column stands in a row, its id left out. */
  place(name: Name): number {
    return this.columns.findIndex((column) => column.name === name);
  }

  /** Rows of all items, as threads hand them over at next to no cost. */
  pack<Item>(
    items: readonly Item[],
    idOf: (item: Item) => number,
    valuesOf: (item: Item) => Readonly<Values<Name>>,
  ): Float64Array {
    const rows = new Float64Array(items.length * this.size);
    let at = 0;
    for (const item of items) {
      const values = valuesOf(item);
      rows[at++] = idOf(item);
      for (const { name, words } of this.columns) rows[at++] = numberOf(values[name], words);
    }
    return rows;
  }

  /** The numbers of values, without an id. */
  numbers(values: Readonly<Values<Name>>): number[] {
    return this.columns.map(({ name, words }) => numberOf(values[name], words));
  }

  /** The numbers of a row that begin at `at`, without its id. */
  read(rows: ArrayLike<number>, at: number): number[] {
    const numbers: number[] = [];
    for (let place = 0; place < this.columns.length; place++) numbers.push(rows[at + place] ?? 0);
    return numbers;
  }

  /** Whether the numbers that begin at `at` can be values of their columns. */
  fits(numbers: ArrayLike<number>, at: number): boolean {
    const { columns } = this;
    for (let place = 0; place < columns.length; place++) {
      const number = numbers[at + place] ?? Number.NaN;
      const words = columns[place]?.words;
      if (!Number.isFinite(number) || (words !== undefined && words[number] === undefined)) return false;
    }
    return true;
  }

  /** Adds the numbers that version 0.1.0 knows to a list that is of a moment `laterMs` after them. */
  tell(numbers: readonly number[], list: number[], laterMs = 0): void {
    for (let place = 0; place < this.width; place++) {
      const number = numbers[place] ?? 0;
      list.push(this.columns[place]?.unit === 'ms ago' ? number + laterMs : number);
    }
  }

  /** A copy of `values` with the numbers that begin at `at`; those that are undefined stay as they were. */
  patch<Whole extends Readonly<Values<Name>>>(
    values: Whole,
    numbers: ArrayLike<number | undefined>,
    at: number,
  ): Whole {
    const copy = { ...values };
    const changed: Values<Name> = copy;
    const { columns } = this;
    for (let place = 0; place < columns.length; place++) {
      const column = columns[place];
      const number = numbers[at + place];
      if (column === undefined || number === undefined) continue;
      if (column.isOptional && number === 0 && changed[column.name] === undefined) continue;
      changed[column.name] = column.words === undefined ? number : (column.words[number] ?? number);
    }
    return copy;
  }
}

/** Rows of entries. */
export const ENTRY_ROWS = new RowCodec(ENTRY_COLUMNS);

/** Rows of connections. */
export const CONNECTION_ROWS = new RowCodec(CONNECTION_COLUMNS);

function numberOf(value: number | string | undefined, words: readonly string[] | undefined): number {
  if (value === undefined) return 0;
  return typeof value === 'number' ? value : (words?.indexOf(value) ?? -1);
}
