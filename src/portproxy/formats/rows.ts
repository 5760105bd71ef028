import { EVERY_ADDRESS, parseConnectAddress, parseListenAddress } from '../address.ts';
import { isIP } from 'node:net';
import { type Entry, entryKey } from '../entry.ts';
import { type Family, type IpVersion, connectVersion, listenVersion } from '../family.ts';
import { type Services, parsePort, spanProblem } from '../port.ts';

/** An entry with the line that it was read from; lines count from 1. */
export interface ReadEntry {
  readonly entry: Entry;
  readonly line: number;
}

/** Something said about a line: its text, cut where it is long, and a full sentence about it. */
export interface Remark {
  readonly line: number;
  readonly text: string;
  readonly reason: string;
}

/** Remarks of one sort; of very many only the first are kept, and all are counted. */
export interface Remarks {
  readonly first: readonly Remark[];
  readonly total: number;
}

/** What a reader gives of one row. Where the family is not given, the addresses tell it. */
export interface FoundRow {
  readonly family?: Family | undefined;
  readonly listenAddress: string;
  readonly listenPort: string;
  readonly connectAddress: string;
  readonly connectPort: string;
  readonly disabled?: boolean | undefined;
  /** The IP versions, where the file says them other than by the addresses. */
  readonly listens?: IpVersion | undefined;
  readonly connects?: IpVersion | undefined;
}

/** What was read of a file. */
export interface ReadTable {
  readonly entries: readonly ReadEntry[];
  /** Not understood, or in conflict: such a file is not imported as a whole. */
  readonly faults: Remarks;
  /** Reading ended before the end of the file, because of too many faults or too long a line. */
  readonly isCutShort: boolean;
  /** Understood, but portproxy has no counterpart for it. */
  readonly leftOut: Remarks;
  /** What was assumed or is said twice. */
  readonly notes: Remarks;
  /** What else is in the file: how many lines of what. */
  readonly counted: readonly { readonly name: string; readonly lines: number }[];
}

const MAX_KEPT = 1000;
/** With more faults than these a file is nothing that was meant to be imported. */
const MAX_FAULTS = 10_000;
const MAX_TEXT = 200;
const MAX_NAMES = 100;

/** Collects what a reader finds: entries, checked and without conflicts, and remarks about lines. */
export class Rows {
  readonly #lines: readonly string[];
  readonly #services: Services;
  readonly #entries = new Map<string, ReadEntry>();
  readonly #faults = new Kept();
  readonly #leftOut = new Kept();
  readonly #notes = new Kept();
  readonly #counted = new Map<string, number>();

  /** `lines`: the lines of the text, to be shown with remarks. */
  constructor(lines: readonly string[], services: Services) {
    this.#lines = lines;
    this.#services = services;
  }

  /** A row: it becomes an entry where its values are acceptable and no other row has its listen side. */
  add(found: FoundRow, line: number): void {
    const family = found.family ?? this.#familyOf(found, line);
    const { listenAddress, listenPort, connectAddress, connectPort } = found;
    const values = {
      family,
      listenAddress,
      listenPort,
      connectAddress,
      connectPort,
      protocol: 'tcp',
    } as const;
    this.put({ ...values, ...(found.disabled && { disabled: true }) }, line);
  }

  /** An entry as it is to be. */
  put(entry: Entry, line: number): void {
    const problem = entryProblem(entry, this.#services);
    if (problem !== undefined) {
      this.fault(line, problem);
      return;
    }
    const key = entryKey(entry);
    const other = this.#entries.get(key);
    if (!other) this.#entries.set(key, { entry, line });
    else if (sameEntry(other.entry, entry)) this.note(line, `It says the same as line ${other.line}.`);
    else this.fault(line, conflict(entry, other));
  }

  /** A line that is not understood, or contradicts another. Throws `TooManyFaults` where that is beyond reason. */
  fault(line: number, reason: string): void {
    this.#faults.add(this.#remark(line, reason));
    if (this.#faults.remarks().total >= MAX_FAULTS) throw new TooManyFaults();
  }

  /** A line that is understood, and for which portproxy has no counterpart. */
  leftOut(line: number, reason: string): void {
    this.#leftOut.add(this.#remark(line, reason));
  }

  /** Something worth saying about a line. */
  note(line: number, reason: string): void {
    this.#notes.add(this.#remark(line, reason));
  }

  /** Lines that are something else. */
  count(name: string, lines = 1): void {
    const known = this.#counted.has(name) || this.#counted.size < MAX_NAMES;
    const key = known ? shown(name) : 'other things';
    this.#counted.set(key, (this.#counted.get(key) ?? 0) + lines);
  }

  /** What was collected. */
  result(isCutShort: boolean): ReadTable {
    return {
      isCutShort,
      entries: [...this.#entries.values()],
      faults: this.#faults.remarks(),
      leftOut: this.#leftOut.remarks(),
      notes: this.#notes.remarks(),
      counted: [...this.#counted].map(([name, lines]) => ({ name, lines })),
    };
  }

  #remark(line: number, reason: string): Remark {
    return { line, text: shown(this.#lines[line - 1]?.trim() ?? ''), reason };
  }

  #familyOf(found: FoundRow, line: number): Family {
    const connectLiteral = versionOf(found.connectAddress);
    const listens = found.listens ?? versionOf(found.listenAddress) ?? 4;
    const connects = found.connects ?? connectLiteral ?? listens;
    const family = `v${listens}tov${connects}` as const;
    if (found.connects === undefined && connectLiteral === undefined) {
      this.note(line, `${shown(found.connectAddress)} is a name; it is taken for one of IPv${connects}.`);
    }
    return family;
  }
}

/** Ends the reading of a file in which hardly a line is understood; the faults until then are kept. */
export class TooManyFaults extends Error {
  override readonly name = 'TooManyFaults';
}

/** Whether two entries say the same, letter for letter. */
export function sameEntry(one: Entry, other: Entry): boolean {
  return (
    one.family === other.family &&
    one.listenAddress === other.listenAddress &&
    one.listenPort === other.listenPort &&
    one.connectAddress === other.connectAddress &&
    one.connectPort === other.connectPort &&
    one.disabled === other.disabled
  );
}

/** Why values are not acceptable, as full sentences; undefined where they are. */
export function entryProblem(entry: Entry, services: Services): string | undefined {
  const listenPort = parsePort(entry.listenPort, services);
  if (!listenPort.ok) return unacceptable(entry.listenPort, 'listenport', listenPort.reason);
  const connectPort = parsePort(entry.connectPort, services);
  if (!connectPort.ok) return unacceptable(entry.connectPort, 'connectport', connectPort.reason);
  const mismatch = spanProblem(listenPort.port, connectPort.port);
  if (mismatch !== undefined) return unacceptable(entry.connectPort, 'connectport', mismatch);
  const listen = parseListenAddress(entry.listenAddress, listenVersion(entry.family));
  if (!listen.ok) return unacceptable(entry.listenAddress, 'listenaddress', listen.reason);
  const connect = parseConnectAddress(entry.connectAddress, connectVersion(entry.family));
  return connect.ok ? undefined : unacceptable(entry.connectAddress, 'connectaddress', connect.reason);
}

function unacceptable(value: string, tag: string, reason: string): string {
  return `${shown(value)} is not an acceptable value for ${tag}. ${reason}`;
}

function conflict(entry: Entry, other: ReadEntry): string {
  const { listenAddress, listenPort, connectAddress, connectPort, disabled } = other.entry;
  const state = disabled ? ', disabled' : '';
  const side = `${entry.family} ${listenAddress}:${listenPort}`;
  return `It contradicts line ${other.line}, where ${side} goes to ${connectAddress}:${connectPort}${state}.`;
}

/** The IP version of a literal, in brackets or not; undefined for names and `*`. */
export function versionOf(address: string): IpVersion | undefined {
  if (address === EVERY_ADDRESS) return undefined;
  const version = isIP(address.replace(/^\[(.*)\]$/, '$1'));
  return version === 4 || version === 6 ? version : undefined;
}

function shown(text: string): string {
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
}

class Kept {
  readonly #first: Remark[] = [];
  #total = 0;

  add(remark: Remark): void {
    this.#total++;
    if (this.#first.length < MAX_KEPT) this.#first.push(remark);
  }

  remarks(): Remarks {
    return { first: this.#first, total: this.#total };
  }
}
