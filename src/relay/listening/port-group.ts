import type { IpVersion } from '../../portproxy/family.ts';
import { EVERY } from './claims.ts';
import type { EntryRecord } from '../entries/entry-record.ts';
import { canonicalHost, unspecified } from '../../portproxy/host-address.ts';
import { localAddresses } from '../common/local-addresses.ts';
import type { ListenProblem } from '../entries/reasons.ts';
import type { Protocol } from '../../portproxy/key.ts';

/** A client's first packet (or connection), as far as its owner depends on it. */
export interface Arrival {
  /** The address that it was sent to, as the system writes it; undefined when that is not known any more. */
  localAddress(): string | undefined;
}

/** The owners of a port, as its sockets see them. */
export interface PortOwners {
  /** Returns the entry that an arrival at the socket of this host belongs to; undefined where that is nobody's. */
  entryOf(host: string, arrival: Arrival): EntryRecord | undefined;
  /** Returns the entry that owns an address: by itself, by all addresses, or by `*`. */
  ownerOf(host: string): EntryRecord | undefined;
  /** Returns the entry that all arrivals at the socket of this host belong to; undefined where there are several, or none. */
  soleOwner(host: string): EntryRecord | undefined;
}

/** A socket that listens, or takes datagrams. */
export interface PortSocket {
  /** Arrivals wait in the system's queue; closing it would lose them. */
  readonly isHeld?: boolean;
  /** Closes it at once; what came through it goes on. */
  close(): void;
}

/** How a protocol listens. */
export interface PortSockets {
  /**
   * Opens a socket and hands what arrives there to its owner. Rejects with the system's error. Between the call and the
   * bind no other event is handled.
   */
  open(host: string, version: IpVersion, port: number, owners: PortOwners): Promise<PortSocket>;
  /** Returns the hosts of sockets for a port that another process has opened, and that `open` takes over. */
  inherited?(version: IpVersion, port: number): readonly string[];
}

/** The parts of the data plane that port groups use. */
export interface PortGroupParts {
  readonly sockets: PortSockets;
  /** The number of listening sockets has changed by this. */
  opened(difference: number): void;
}

/** A socket may be replaced after so long without an arrival; nobody listens for some 0.1 ms. */
const QUIET_MS = 250;
/** The pause after another program was in the way of the wildcard socket. */
const SWAP_PAUSE_MS = 60_000;

/**
 * The sockets of one port of a protocol and IP version, and which entry each arrival belongs to.
 *
 * A wildcard socket and one of a single address exclude each other (unless both share their port with everyone, which
 * this relay never does; on Windows and the BSDs they do not, which `sharing.ts` tells of), so entries for `*` and for single addresses meet at one wildcard socket. To get there while a
 * single address is being listened on, the system allows no change without an instant of not listening. So the group first
 * opens one more socket for every other address of this machine, which touches nobody, and puts the wildcard socket in
 * their place when nothing has arrived for a while; the same with the way back.
 */
export class PortGroup implements PortOwners {
  readonly protocol: Protocol;
  readonly version: IpVersion;
  readonly port: number;
  readonly #parts: PortGroupParts;
  readonly #any: string;
  readonly #listeners = new Map<string, PortSocket>();
  readonly #problems = new Map<string, ListenProblem>();
  #owners: ReadonlyMap<string, EntryRecord> = new Map();
  #lastArrival = -Infinity;
  #swapFrom = -Infinity;

  constructor(protocol: Protocol, version: IpVersion, port: number, parts: PortGroupParts) {
    this.protocol = protocol;
    this.version = version;
    this.port = port;
    this.#any = unspecified(version);
    this.#parts = parts;
  }

  /** Whether it has neither owners nor sockets. */
  get empty(): boolean {
    return this.#owners.size === 0 && this.#listeners.size === 0;
  }

  /** Whether it waits for a quiet moment to change its sockets. */
  get unsettled(): boolean {
    const wildcard = this.#listeners.has(this.#any);
    return this.#wild() ? !wildcard && this.#listeners.size > 0 : wildcard;
  }

  /** Whether another process has the port where an owner wants it. */
  get isTaken(): boolean {
    for (const { code } of this.#problems.values()) if (code === 'EADDRINUSE') return true;
    return false;
  }

  /** Sets who owns which address (`*` for every other one); arrivals follow it at once. */
  setOwners(owners: ReadonlyMap<string, EntryRecord>): void {
    this.#owners = owners;
    if (owners.size === 0) this.#close([...this.#listeners.keys()]);
  }

  ownerOf(host: string): EntryRecord | undefined {
    return this.#owners.get(host) ?? this.#owners.get(this.#any) ?? this.#owners.get(EVERY);
  }

  soleOwner(host: string): EntryRecord | undefined {
    return host === this.#any && this.#owners.size !== 1 ? undefined : this.ownerOf(host);
  }

  entryOf(host: string, arrival: Arrival): EntryRecord | undefined {
    const entry = host === this.#any ? this.#ownerAtAny(arrival) : this.ownerOf(host);
    if (entry) this.#lastArrival = performance.now();
    return entry;
  }

  /** Returns why nothing listens for the owner of this address; undefined where something does. */
  problem(address: string): ListenProblem | undefined {
    return this.#problems.get(address);
  }

  /** Opens and closes sockets to suit the owners, as far as that is possible now. */
  async reconcile(): Promise<void> {
    this.#problems.clear();
    for (const host of this.#parts.sockets.inherited?.(this.version, this.port) ?? [])
      if (!this.#listeners.has(host)) await this.#open(host);
    if (this.#wild()) await this.#widen();
    else await this.#narrow();
  }

  /** Opens for a moment the sockets that an owner of this address needs besides; returns why the system refuses. */
  async trial(address: string): Promise<ListenProblem | undefined> {
    if (this.#listeners.has(this.#any) || this.#listeners.has(address)) return undefined;
    const wild = address === EVERY || address === this.#any;
    const around = wild && this.#listeners.size > 0;
    for (const host of around ? localAddresses(this.version) : [wild ? this.#any : address]) {
      if (this.#listeners.has(host)) continue;
      const code = await this.#tryOpen(host);
      if (code !== undefined && !(around && code === 'EADDRNOTAVAIL')) return this.#describe(code, host);
    }
    return undefined;
  }

  #ownerAtAny(arrival: Arrival): EntryRecord | undefined {
    const only = this.#owners.get(this.#any) ?? this.#owners.get(EVERY);
    if (only && this.#owners.size === 1) return only;
    const local = arrival.localAddress();
    return local === undefined ? undefined : this.ownerOf(canonicalHost(local));
  }

  async #tryOpen(host: string): Promise<string | undefined> {
    try {
      const socket = await this.#parts.sockets.open(host, this.version, this.port, NOBODY);
      socket.close();
      return undefined;
    } catch (error) {
      return codeOf(error);
    }
  }

  async #widen(): Promise<void> {
    if (this.#listeners.has(this.#any)) return;
    const singles = this.#singles();
    if (this.#listeners.size === 0) {
      const code = await this.#open(this.#any);
      if (code === undefined) return;
      this.#wildProblem(code, this.#any);
    } else {
      const everywhere = localAddresses(this.version);
      const code = await this.#openAll(everywhere, singles);
      if (code !== undefined) {
        this.#close([...this.#listeners.keys()].filter((host) => !singles.includes(host)));
      } else if (await this.#swapToWildcard()) return;
    }
    await this.#openSingles(singles);
  }

  async #narrow(): Promise<void> {
    const singles = this.#singles();
    if (this.#listeners.has(this.#any)) {
      if (singles.length > 0 && !(await this.#quiet())) return;
      this.#close([this.#any]);
    }
    this.#close([...this.#listeners.keys()].filter((host) => !singles.includes(host)));
    await this.#openSingles(singles);
  }

  async #swapToWildcard(): Promise<boolean> {
    if (performance.now() < this.#swapFrom || !(await this.#quiet())) return false;
    const before = [...this.#listeners.keys()];
    this.#close(before);
    if ((await this.#open(this.#any)) === undefined) return true;
    this.#swapFrom = performance.now() + SWAP_PAUSE_MS;
    for (const host of before) await this.#open(host);
    return false;
  }

  /** Opens sockets for all addresses of the machine; returns the code of the first that another program has. */
  async #openAll(hosts: readonly string[], singles: readonly string[]): Promise<string | undefined> {
    for (const host of hosts) {
      if (this.#listeners.has(host) || singles.includes(host)) continue;
      const code = await this.#open(host);
      if (code === undefined || code === 'EADDRNOTAVAIL') continue;
      this.#wildProblem(code, host);
      return code;
    }
    return undefined;
  }

  async #openSingles(singles: readonly string[]): Promise<void> {
    for (const host of singles) {
      if (this.#listeners.has(host)) continue;
      const code = await this.#open(host);
      if (code !== undefined) this.#problems.set(host, this.#describe(code, host));
    }
  }

  async #open(host: string): Promise<string | undefined> {
    try {
      const socket = await this.#parts.sockets.open(host, this.version, this.port, this);
      this.#parts.opened(1);
      this.#listeners.set(host, socket);
      // The owners may have left while it opened.
      if (this.#owners.size === 0) this.#close([host]);
      return undefined;
    } catch (error) {
      return codeOf(error);
    }
  }

  #close(hosts: readonly string[]): void {
    for (const host of hosts) {
      const listener = this.#listeners.get(host);
      if (!listener) continue;
      listener.close();
      this.#listeners.delete(host);
      this.#parts.opened(-1);
    }
  }

  /** Whether the last arrival is a while ago, those that wait in the system's queue included. */
  async #quiet(): Promise<boolean> {
    await new Promise((turn) => setImmediate(turn));
    for (const { isHeld } of this.#listeners.values()) if (isHeld === true) return false;
    return performance.now() - this.#lastArrival >= QUIET_MS;
  }

  #wild(): boolean {
    return this.#owners.has(EVERY) || this.#owners.has(this.#any);
  }

  #singles(): string[] {
    return [...this.#owners.keys()].filter((address) => address !== EVERY && address !== this.#any);
  }

  #wildProblem(code: string, host: string): void {
    for (const address of [EVERY, this.#any]) this.#problems.set(address, this.#describe(code, host));
  }

  #describe(code: string, host: string): ListenProblem {
    return { code, protocol: this.protocol, version: this.version, host, port: this.port };
  }
}

/** The owners of a port on trial. */
const NOBODY: PortOwners = {
  entryOf: () => undefined,
  ownerOf: () => undefined,
  soleOwner: () => undefined,
};

/** Returns the code of a system's error. */
function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
