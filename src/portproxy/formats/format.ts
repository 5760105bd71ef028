import type { FirewallRule } from '../../firewall/rule.ts';
import type { Entry } from '../entry.ts';
import type { PortSpan, Services } from '../port.ts';
import type { IpVersion } from '../family.ts';
import type { EntryValue } from '../values/entry-value.ts';
import { type Values, VALUES } from '../values/values.ts';
import { type Aspect, isShape } from './aspects.ts';
import type { RowClients } from './row-clients.ts';
import type { RowOptions } from './row-options.ts';
import type { Rows } from './rows.ts';

/**
 * How a format carries an aspect of entries: `kept`, so that it comes back as it was; `as` something else that does the
 * same or nearly so, in words; `partly`, which of its values come back, in words, while its writer refuses or remarks on
 * the others; or `not`, with the reason as the rest of a sentence about the format.
 */
export type Carried =
  | 'kept'
  | { readonly as: string }
  | { readonly partly: string }
  | { readonly not: string };

/** One format, described: help, completion, detection, docs/formats.md and the work itself come from here. */
export interface Format {
  /** Its name in commands. */
  readonly name: string;
  /** Its name in sentences. */
  readonly title: string;
  /** How it carries aspects otherwise than by default; see `carriedBy`. */
  readonly carries: Readonly<Partial<Record<Aspect, Carried>>>;
  /** It keeps every value of ours that `carries` does not name. */
  readonly keepsOptions?: true;
  /** It has nothing for values of ours that `carries` does not name: why, as the rest of a sentence about the format. */
  readonly lacksOptions?: string;
  /** The order in which entries come back, in words. */
  readonly order: string;
  readonly reads?: {
    /** The part of such a file that is read, in a few words. */
    readonly what: string;
    /** The same as full sentences. */
    readonly text: string;
    /** A line by which such a file is known, whatever its other lines look like. */
    readonly decides?: RegExp;
    /** A line by which such a file is known; the first line that any format knows decides. */
    readonly looks: RegExp;
    /** A line by which such a file is known where no format knows a line by its looks. */
    readonly perhaps?: RegExp;
    readonly load: () => Promise<Reader>;
  };
  readonly writes?: {
    /** The content of what is written, in a few words. */
    readonly what: string;
    /** The same as full sentences. */
    readonly text: string;
    /** Losses that every entry suffers, as full sentences; written as comments. */
    readonly loses?: readonly string[];
    /** The program's own command that checks a written file. */
    readonly check?: string;
    /** It consists of several files, in a folder. */
    readonly inFolder?: true;
    /** Lines of a written file end with CR LF. */
    readonly crlf?: true;
    readonly load: () => Promise<Writer>;
  };
}

/**
 * Returns how a format carries an aspect. By default netsh's own values are kept, and a value of ours is lost, which
 * exports say of each entry that has it.
 */
export function carriedBy({ carries, keepsOptions, lacksOptions }: Format, aspect: string): Carried {
  const named = Object.entries(carries).find(([name]) => name === aspect)?.[1];
  if (named !== undefined) return named;
  if (keepsOptions || isShape(aspect)) return 'kept';
  return lacksOptions === undefined ? LOST : { not: lacksOptions };
}

const LOST = { as: 'without it' } as const;

/** Returns the values of ours that a format does not keep. */
export function lostOptions(format: Format, values: Values = VALUES): EntryValue[] {
  return values.filter((value) => value.extension && carriedBy(format, value.tag) !== 'kept');
}

/** Reads a text into rows, and reports there what it does not understand. Throws only what `Rows.fault` throws. */
export type Reader = (text: string, rows: Rows, services: Services, options?: ReadOptions) => void;

/** What users say about the variables and conditions of a file that calls netsh. */
export interface ReadOptions {
  /** Values of variables, by their names in lower case. */
  readonly values: ReadonlyMap<string, string>;
  /** Lines that run only on a condition are taken as if it held. */
  readonly takesConditions: boolean;
}

/** An entry as other programs need it: ports as numbers, addresses without brackets. */
export interface Row {
  readonly entry: Entry;
  readonly listen: Side;
  /** The first target. */
  readonly connect: Side;
  /** All targets, in their order. */
  readonly targets: readonly RowTarget[];
  /** The ports listened on. */
  readonly from: PortSpan;
  /** The ports connected to: one, or as many as are listened on. */
  readonly to: PortSpan;
  /** How it differs from the entry here, as full sentences. */
  readonly remarks: readonly string[];
  readonly options: RowOptions;
  /** Who may connect by rules of advfirewall; undefined: everybody. */
  readonly clients?: RowClients | undefined;
}

/** One side of a row. */
export interface Side {
  readonly version: IpVersion;
  readonly kind: 'every' | 'literal' | 'name';
  /** The address or name; of `every` the address that means all of the version. */
  readonly host: string;
}

/** A target of a row; its own port holds for all ports that are listened on. */
export interface RowTarget extends Side {
  readonly port?: number | undefined;
}

/** Writes rows that the format carries. */
export interface Writer {
  /** Returns why this row cannot be written although the format carries it, as a full sentence. */
  readonly refuse?: (row: Row) => string | undefined;
  /** Returns how this row will differ from the entry because of its values, as full sentences. */
  readonly remarks?: (row: Row) => readonly string[];
  /**
   * Returns the files; `head` are comment lines for the beginning, `rules` those of advfirewall about the rows. The name of a
   * single file is not used.
   */
  readonly write: (
    rows: readonly Row[],
    head: readonly string[],
    rules: readonly FirewallRule[],
  ) => readonly ExportFile[];
  /** It writes who may connect to a row; without it, rows that are not open to everybody are refused. */
  readonly carriesClients?: true;
  /** Values are written as they were typed, also those of entries for the same socket: the file is for another netsh. */
  readonly asTyped?: true;
}

/** A file of an export. */
export interface ExportFile {
  readonly name: string;
  readonly lines: readonly string[];
}
