import type { Entry } from '../entry.ts';
import type { PortSpan, Services } from '../port.ts';
import type { IpVersion } from '../family.ts';
import type { Rows } from './rows.ts';

/** What an entry may have that another program's file can or cannot hold: in general, and as said of one entry. */
export const ASPECTS = {
  v4tov4: { title: 'IPv4 to IPv4', said: 'It goes from IPv4 to IPv4' },
  v4tov6: { title: 'IPv4 to IPv6', said: 'It goes from IPv4 to IPv6' },
  v6tov4: { title: 'IPv6 to IPv4', said: 'It goes from IPv6 to IPv4' },
  v6tov6: { title: 'IPv6 to IPv6', said: 'It goes from IPv6 to IPv6' },
  every4: { title: '`*` of IPv4, apart from `0.0.0.0`', said: 'It listens on * of IPv4' },
  every6: { title: '`*` of IPv6, apart from `::`', said: 'It listens on * of IPv6' },
  listenName: { title: 'listening on a host name', said: 'It listens on a host name' },
  connectName: { title: 'connecting to a host name', said: 'It connects to a host name' },
  service: { title: 'service names as ports', said: 'It has a service name as port' },
  rangeSame: { title: 'a range of ports to the same ports', said: 'It is a range of ports' },
  rangeShifted: { title: 'a range of ports to as many others', said: 'It is a range of ports' },
  rangeToOne: { title: 'a range of ports to one port', said: 'It is a range of ports' },
  brackets: { title: 'IPv6 addresses typed in brackets', said: 'It has an address in brackets' },
  zone: { title: 'IPv6 zones (`fe80::1%eth0`)', said: 'It has an IPv6 zone' },
  disabled: { title: 'disabled entries', said: 'It is disabled' },
} as const;

export type Aspect = keyof typeof ASPECTS;

/**
 * How a format carries an aspect: `kept`, so that it comes back as it was; `as` something else that does the same
 * or nearly so, in words; or `not`, with the reason as the rest of a sentence about the format.
 */
export type Carried = 'kept' | { readonly as: string } | { readonly not: string };

/** One format, described: help, completion, detection, the matrix in the docs and the work itself come from here. */
export interface Format {
  /** What commands call it. */
  readonly name: string;
  /** What people call it. */
  readonly title: string;
  readonly carries: Readonly<Record<Aspect, Carried>>;
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
