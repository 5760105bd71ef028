import { ruleFrom } from '../../firewall/make-rule.ts';
import type { FirewallRule } from '../../firewall/rule.ts';
import { EVERY_ADDRESS, literalVersion } from '../address.ts';
import { fourNumbers } from './endpoint.ts';
import { type Entry, type EntryValues, entryFrom, sameEntry } from '../entry.ts';
import { entryProblem, problemText } from '../entry-problem.ts';
import { optionWords } from '../entry-words.ts';
import { entryKey } from '../key.ts';
import { type Family, type IpVersion, familyOf } from '../family.ts';
import { type Services, parsePort, portSpan } from '../port.ts';
import { type Clients, clientAddresses } from './clients.ts';
import { type Values, VALUES } from '../values/values.ts';

/** An entry with the line that it was read from; lines count from 1. */
export interface ReadEntry {
  readonly entry: Entry;
  readonly line: number;
}

/** A remark about a line: the line, cut where it is long, and a full sentence. */
export interface Remark {
  readonly line: number;
  readonly text: string;
  readonly reason: string;
}

/** A line of advfirewall in a script or a call of it: what netsh is given, beginning with `advfirewall`. */
export interface FirewallCall {
  readonly line: number;
  readonly args: string;
}

/** A rule of advfirewall with the line that it was read from. */
export interface ReadRule {
  readonly rule: FirewallRule;
  readonly line: number;
}

/** A variable that was filled in, for those who check it. */
export interface Filled {
  /** As typed. */
  readonly reference: string;
  /** Its values, the first few. */
  readonly values: readonly string[];
  /** The line that sets it; 0 where it was given. */
  readonly line: number;
}

/** Remarks of one sort; the first thousand are kept, all are counted. */
export interface Remarks {
  readonly first: readonly Remark[];
  readonly total: number;
}

/** The values of an entry as a reader finds them; without a family, the addresses decide it. */
export interface FoundRow extends Omit<EntryValues, 'family'> {
  readonly family?: Family | undefined;
  readonly listenAddress: string;
  readonly connectAddress: string;
  readonly connectPort: string;
  /** The IP versions, where the file tells them apart from the addresses. */
  readonly listens?: IpVersion | undefined;
  readonly connects?: IpVersion | undefined;
}

/** The result of reading a file. */
export interface ReadTable {
  readonly entries: readonly ReadEntry[];
  /** Lines that are not understood or contradict each other, so that the file is not imported. */
  readonly faults: Remarks;
  /** Reading ended before the end of the file, because of too many faults or too long a line. */
  readonly isCutShort: boolean;
  /** Lines for which portproxy has no counterpart. */
  readonly leftOut: Remarks;
  /** Settings that the entries do without. */
  readonly lost: Remarks;
  /** Assumptions, and lines that repeat others. */
  readonly notes: Remarks;
  /** The lines of advfirewall, in order, with their variables filled in. */
  readonly firewallCalls: readonly FirewallCall[];
  /** Rules about clients in the files of other programs. */
  readonly rules: readonly ReadRule[];
  /** The variables that were filled in. */
  readonly filled: readonly Filled[];
  /** The values that were given and that the file does not ask for, by name. */
  readonly unusedValues: readonly string[];
  /** How many other lines there are, by sort. */
  readonly counted: readonly { readonly name: string; readonly lines: number }[];
}

/** Addresses that stand for all of the machine. */
const EVERY: ReadonlySet<string> = new Set(['*', '0.0.0.0', '::']);
const MAX_KEPT = 1000;
/** With more faults than these a file is nothing that was meant to be imported. */
const MAX_FAULTS = 10_000;
const MAX_TEXT = 200;
const MAX_NAMES = 100;
/** More lines of advfirewall than these are faults. */
const MAX_FIREWALL = 20_000;

/** Collects the entries and remarks of a reader; checks entries, and that no two contradict each other. */
export class Rows {
  readonly #lines: readonly string[];
  readonly #services: Services;
  readonly #values: Values;
  readonly #entries = new Map<string, ReadEntry>();
  readonly #faults = new Kept();
  readonly #leftOut = new Kept();
  readonly #lost = new Kept();
  readonly #lostLines = new Set<string>();
  readonly #notes = new Kept();
  readonly #firewallCalls: FirewallCall[] = [];
  readonly #rules: ReadRule[] = [];
  #filled: readonly Filled[] = [];
  #unusedValues: readonly string[] = [];
  readonly #counted = new Map<string, number>();

  /** `lines` are those of the text, which remarks quote. */
  constructor(lines: readonly string[], services: Services, values: Values = VALUES) {
    this.#lines = lines;
    this.#services = services;
    this.#values = values;
  }

  /** Adds a row as an entry, or a fault where its values are not acceptable or another row has its listen side. */
  add(found: FoundRow, line: number): void {
    const addresses = {
      listenAddress: fourNumbers(found.listenAddress),
      connectAddress: fourNumbers(found.connectAddress),
    };
    const row = found.family ? found : { ...found, ...addresses };
    const family = found.family ?? this.#toldFamily(row, line);
    this.put(entryFrom({ ...row, family }, this.#values), line);
  }

  /** Adds the IPv4 half of a row that listens on all addresses of both versions. */
  alsoOnIpv4(found: Omit<FoundRow, 'listenAddress' | 'listens'>, line: number): void {
    const connects = found.connects ?? literalVersion(fourNumbers(found.connectAddress)) ?? 6;
    this.add({ ...found, listenAddress: EVERY_ADDRESS, listens: 4, connects }, line);
    this.note(line, 'It listens on IPv4 too, so that it becomes two entries.');
  }

  /** Adds an entry, or a fault. */
  put(entry: Entry, line: number): void {
    const problem = entryProblem(entry, this.#services, { values: this.#values });
    if (problem) {
      this.fault(line, problemText({ ...problem, text: shown(problem.text) }));
      return;
    }
    const key = entryKey(entry);
    const other = this.#entries.get(key);
    if (!other) this.#entries.set(key, { entry, line });
    else if (sameEntry(other.entry, entry, this.#values))
      this.note(line, `It says the same as line ${other.line}.`);
    else this.fault(line, conflict(entry, other));
  }

  /** Reports a line that is not understood or contradicts another. Throws `TooManyFaults` at the 10,000th. */
  fault(line: number, reason: string): void {
    this.#faults.add(this.#remark(line, reason));
    if (this.#faults.remarks().total >= MAX_FAULTS) throw new TooManyFaults();
  }

  /** Reports a line for which portproxy has no counterpart. */
  leftOut(line: number, reason: string): void {
    this.#leftOut.add(this.#remark(line, reason));
  }

  /** Reports a setting that entries do without, once for a line. */
  lost(line: number, reason: string): void {
    const key = `${line} ${reason}`;
    if (!this.#lostLines.has(key)) this.#lost.add(this.#remark(line, reason));
    this.#lostLines.add(key);
  }

  /** Reports something worth knowing about a line. */
  note(line: number, reason: string): void {
    this.#notes.add(this.#remark(line, reason));
  }

  /** Keeps a line of advfirewall; one after the 20,000th is a fault. */
  firewall(line: number, args: string): void {
    if (this.#firewallCalls.length < MAX_FIREWALL) this.#firewallCalls.push({ line, args });
    else this.fault(line, `The file has more than ${MAX_FIREWALL} lines of advfirewall.`);
  }

  /** Adds the rules that say who may connect to a port. */
  clients(
    {
      listenAddress,
      listenPort,
      protocol = 'tcp',
    }: Pick<FoundRow, 'listenAddress' | 'listenPort' | 'protocol'>,
    { allow, block }: Clients,
    line: number,
  ): void {
    const port = parsePort(listenPort, this.#services);
    if (!port.ok) return;
    const { from, to } = portSpan(port.value);
    const address = fourNumbers(listenAddress).replace(/^\[(.*)\]$/, '$1');
    const common = {
      name: `Clients of ${listenPort}`,
      direction: 'in',
      protocol,
      localPort: from === to ? String(from) : `${from}-${to}`,
      localIp: (literalVersion(address) && !EVERY.has(address) && clientAddresses(address)) || 'any',
    } as const;
    for (const [action, list] of [
      ['allow', allow],
      ['block', block],
    ] as const) {
      const remoteIp = list.includes('any') ? 'any' : clientAddresses(list.join(','));
      if (remoteIp !== undefined) this.#rules.push({ rule: ruleFrom({ ...common, action, remoteIp }), line });
    }
  }

  /** Takes the variables that were filled in, and the names of those that were given in vain. */
  variables(filled: readonly Filled[], unused: readonly string[]): void {
    this.#filled = filled;
    this.#unusedValues = unused;
  }

  /** Counts lines that are something else. */
  count(name: string, lines = 1): void {
    const known = this.#counted.has(name) || this.#counted.size < MAX_NAMES;
    const key = known ? shown(name) : 'other things';
    this.#counted.set(key, (this.#counted.get(key) ?? 0) + lines);
  }

  /** Returns what was collected. */
  result(isCutShort: boolean): ReadTable {
    return {
      isCutShort,
      entries: [...this.#entries.values()],
      faults: this.#faults.remarks(),
      leftOut: this.#leftOut.remarks(),
      lost: this.#lost.remarks(),
      notes: this.#notes.remarks(),
      firewallCalls: this.#firewallCalls,
      rules: this.#rules,
      filled: this.#filled,
      unusedValues: this.#unusedValues,
      counted: [...this.#counted].map(([name, lines]) => ({ name, lines })),
    };
  }

  #remark(line: number, reason: string): Remark {
    return { line, text: shown(this.#lines[line - 1]?.trim() ?? ''), reason };
  }

  #toldFamily(found: FoundRow, line: number): Family {
    const connectLiteral = literalVersion(found.connectAddress);
    const listens = found.listens ?? literalVersion(found.listenAddress) ?? 4;
    const source = literalVersion(found.sourceAddress ?? '');
    const connects = found.connects ?? connectLiteral ?? source ?? listens;
    const family = familyOf(listens, connects);
    if (found.connects === undefined && connectLiteral === undefined) {
      this.note(line, `${shown(found.connectAddress)} is a name; it is taken for one of IPv${connects}.`);
    }
    return family;
  }
}

/** Thrown to end the reading of a file in which hardly a line is understood; its faults so far are kept. */
export class TooManyFaults extends Error {
  override readonly name = 'TooManyFaults';
}

function conflict(entry: Entry, other: ReadEntry): string {
  const { listenAddress, listenPort, connectAddress, connectPort } = other.entry;
  const side = `${entry.family} ${listenAddress}:${listenPort}`;
  const target = `${connectAddress}:${connectPort}${optionWords(other.entry)}`;
  return `It contradicts line ${other.line}, where ${side} goes to ${target}.`;
}

function shown(text: string): string {
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
}

class Kept {
  readonly #first: Remark[] = [];
  #total = 0;
  #last: Remark | undefined;

  /** Keeps a remark, once where a line of a loop gets it again and again. */
  add(remark: Remark): void {
    const last = this.#last;
    if (remark.line === last?.line && remark.reason === last.reason) return;
    this.#last = remark;
    this.#total++;
    if (this.#first.length < MAX_KEPT) this.#first.push(remark);
  }

  remarks(): Remarks {
    return { first: this.#first, total: this.#total };
  }
}
