import type { Entry } from '../entry.ts';
import type { PortSpan, Services } from '../port.ts';
import type { IpVersion } from '../family.ts';
import type { EntryValue } from '../values/entry-value.ts';
import { type Values, VALUES } from '../values/values.ts';
import { type Aspect, isShape } from './aspects.ts';
import type { Rows } from './rows.ts';

/**
 * How a format carries an aspect of entries: `kept`, so that it comes back as it was; `as` something else that does the
 * same or nearly so, in words; or `not`, with the reason as the rest of a sentence about the format.
 */
export type Carried = 'kept' | { readonly as: string } | { readonly not: string };

/** One format, described: help, completion, detection, docs/formats.md and the work itself come from here. */
export interface Format {
  /** What commands call it. */
  readonly name: string;
  /** What people call it. */
  readonly title: string;
  /** How it carries what it does not carry by default; see `carriedBy`. */
  readonly carries: Readonly<Partial<Record<Aspect, Carried>>>;
  /** It keeps every value of ours that `carries` does not name. */
  readonly keepsOptions?: true;
  /** In which order entries come back. */
  readonly order: string;
  readonly reads?: {
    /** What is read of such a file, in a few words. */
    readonly what: string;
    /** The same as full sentences. */
    readonly text: string;
    /** A line by which such a file is known; the first line that any format knows decides. */
    readonly looks: RegExp;
    readonly load: () => Promise<Reader>;
  };
  readonly writes?: {
    /** What is written, in a few words. */
    readonly what: string;
    /** The same as full sentences. */
    readonly text: string;
    /** What no entry keeps there, as full sentences; a comment of what is written. */
    readonly loses?: readonly string[];
    /** How to try what was written, by the program's own means. */
    readonly check?: string;
    /** Several files, which need a folder. */
    readonly inFolder?: true;
    /** Lines of a written file end with CR LF. */
    readonly crlf?: true;
    readonly load: () => Promise<Writer>;
  };
}

/**
 * Returns how a format carries an aspect. By default netsh's own values are kept, and a value of ours is lost, which
 * exports tell of each entry that has it.
 */
export function carriedBy({ carries, keepsOptions }: Format, aspect: string): Carried {
  const named = Object.entries(carries).find(([name]) => name === aspect)?.[1];
  return named ?? (keepsOptions || isShape(aspect) ? 'kept' : LOST);
}

const LOST = { as: 'without it' } as const;

/** Returns the values of ours that a file of a format does not bring back. */
export function lostOptions(format: Format, values: Values = VALUES): EntryValue[] {
  return values.filter((value) => value.extension && carriedBy(format, value.tag) !== 'kept');
}

/** Reads a text into rows; what it does not understand it reports there. Throws nothing but what `Rows.fault` does. */
export type Reader = (text: string, rows: Rows, services: Services) => void;

/** An entry as other programs need it: ports as numbers, addresses without brackets. */
export interface Row {
  readonly entry: Entry;
  readonly listen: Side;
  readonly connect: Side;
  /** The ports listened on. */
  readonly from: PortSpan;
  /** The ports connected to: as many, or one. */
  readonly to: PortSpan;
  /** What is another than here, as full sentences. */
  readonly remarks: readonly string[];
}

/** One side of a row. */
export interface Side {
  readonly version: IpVersion;
  readonly kind: 'every' | 'literal' | 'name';
  /** The address or name; of `every` the address that means all of the version. */
  readonly host: string;
}

/** Writes rows, each already known to be one that the format carries. */
export interface Writer {
  /** Why a row cannot be written for a reason of its own, as a full sentence. */
  readonly refuse?: (row: Row) => string | undefined;
  /** The files; `head` are comment lines to begin with. Where there is one file, its name is not used. */
  readonly write: (rows: readonly Row[], head: readonly string[]) => readonly ExportFile[];
  /** Entries of one socket are written as they are: the file is for another netsh. */
  readonly asTyped?: true;
}

/** A file that an export gives. */
export interface ExportFile {
  readonly name: string;
  readonly lines: readonly string[];
}
