import type { Rulebook } from '../firewall/rule.ts';
import type { Entry } from '../portproxy/entry.ts';
import type { IpVersion } from '../portproxy/family.ts';

/** Facts of the machine and the table that reading and completing need, handed in as data. */
export interface Facts {
  /** Service names in lower case with their TCP port. */
  readonly services: ReadonlyMap<string, number>;
  /** This machine's addresses. */
  readonly addresses: readonly { readonly address: string; readonly version: IpVersion }[];
  /** Names of this machine's interfaces. */
  readonly interfaces: readonly string[];
  /** Names of the hosts file. */
  readonly hosts: readonly string[];
  /** The table, for completing existing entries. */
  readonly entries: readonly Entry[];
  /** Rules and policies of advfirewall, for completing names and telling who may connect. */
  readonly rulebook?: Rulebook | undefined;
  /** The machines of the fleet, where the session works on its table. */
  readonly machines?: readonly KnownMachine[] | undefined;
  /** The live connections, for completing those to end; absent where nobody follows them. */
  readonly connections?: Iterable<LiveConnection> | undefined;
  /** Defined aliases, name to value. */
  readonly aliases: ReadonlyMap<string, string>;
  /** The lessons of `learn` in their order; absent where nobody asks for one. */
  readonly lessons?: readonly { readonly name: string; readonly title: string }[] | undefined;
  /** The number of changes that are staged and not in effect. */
  readonly staged?: number;
  /** The number of entries that they name. */
  readonly stagedEntries?: number;
  /** Returns the paths that begin with a prefix; folders end with a slash. */
  readonly paths: (prefix: string) => readonly string[];
}

/** A machine of a fleet, and its labels. */
interface KnownMachine {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** A live connection: its id, the key of its entry, its client and its target with their ports. */
interface LiveConnection {
  readonly id: number;
  readonly entry: string;
  readonly client: string;
  readonly target: string;
}

/** The facts of a machine of which nothing is known. */
export const NO_FACTS: Facts = {
  services: new Map(),
  addresses: [],
  interfaces: [],
  hosts: [],
  entries: [],
  aliases: new Map(),
  paths: () => [],
};
