import type { IpVersion } from '../portproxy/family.ts';
import { EVERY } from './claims.ts';
import type { EntryRecord } from './entry-record.ts';
import { canonicalHost, unspecified } from '../portproxy/host-address.ts';
import { localAddresses } from './local-addresses.ts';
import type { ListenProblem } from './reasons.ts';
import type { Accepted, Listener, Transport } from './transport.ts';

/** What port groups need of the data plane. */
export interface PortGroupParts {
  readonly transport: Transport;
  accept(accepted: Accepted, entry: EntryRecord, port: number): void;
  acceptFailed(entry: EntryRecord | undefined, code: string): void;
  /** The number of listening sockets has changed by this. */
  opened(difference: number): void;
}

/** Without a connection for so long, a socket may be replaced: it takes some 0.1 ms in which nobody listens. */
const QUIET_MS = 250;
/** After another program was in the way of the wildcard socket. */
const SWAP_PAUSE_MS = 60_000;

/**
 * The sockets of one port and IP version, and which entry each connection belongs to.
 *
 * A wildcard socket and one of a single address exclude each other (unless both share their port with everyone, which
 * this relay never does), so entries for `*` and for single addresses meet at one wildcard socket. To get there while a
 * single address is being listened on, the system offers no way without an instant of not listening. So the group first
 * opens one more socket for every other address of this machine, which touches nobody, and puts the wildcard socket in
 * their place when no connection has come for a while; the same with the way back.
 */
export class PortGroup {
  readonly version: IpVersion;
  readonly port: number;
  readonly #parts: PortGroupParts;
  readonly #any: string;
  readonly #listeners = new Map<string, Listener>();
  readonly #problems = new Map<string, ListenProblem>();
  #owners: ReadonlyMap<string, EntryRecord> = new Map();
  #lastAccept = -Infinity;
  #swapFrom = -Infinity;

  constructor(version: IpVersion, port: number, parts: PortGroupParts) {
    this.version = version;
    this.port = port;
    this.#any = unspecified(version);
    this.#parts = parts;
  }

  get empty(): boolean {
    return this.#owners.size === 0 && this.#listeners.size === 0;
  }

  /** Whether it waits for a quiet moment to change its sockets. */
  get unsettled(): boolean {
    const wildcard = this.#listeners.has(this.#any);
    return this.#wild() ? !wildcard && this.#listeners.size > 0 : wildcard;
  }

  /** Who owns which address (`*` for every other one) from now on; connections are given by it at once. */
  setOwners(owners: ReadonlyMap<string, EntryRecord>): void {
    this.#owners = owners;
    if (owners.size === 0) this.#close([...this.#listeners.keys()]);
  }

  /** The entry to which a connection to this local address belongs: the exact address, all addresses, `*`. */
  ownerOf(host: string): EntryRecord | undefined {
    return this.#owners.get(host) ?? this.#owners.get(this.#any) ?? this.#owners.get(EVERY);
  }

  /** Why nothing listens for the owner of this address. */
  problem(address: string): ListenProblem | undefined {
    return this.#problems.get(address);
  }

  /** Brings the sockets in line with the owners, as far as that is possible now. */
  async reconcile(): Promise<void> {
    this.#problems.clear();
    if (this.#wild()) await this.#widen();
    else await this.#narrow();
  }

  /** Tries for a moment to open what an owner of this address would need besides; why the system refuses it. */
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

  async #tryOpen(host: string): Promise<string | undefined> {
    try {
      const listener = await this.#parts.transport.listen(host, this.version, this.port, {
        accepted: (accepted) => accepted.reset(),
        acceptFailed: () => {},
      });
      listener.close();
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

  /** Opens sockets for all addresses of the machine; the code of the first that another program is in the way of. */
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
      const listener = await this.#parts.transport.listen(host, this.version, this.port, {
        accepted: (accepted, by) => this.#accepted(accepted, by),
        acceptFailed: (code) => this.#parts.acceptFailed(this.ownerOf(host), code),
      });
      this.#parts.opened(1);
      this.#listeners.set(host, listener);
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

  #accepted(accepted: Accepted, listener: Listener): void {
    const entry = this.#entryOf(accepted, listener);
    if (!entry) {
      accepted.reset();
      return;
    }
    this.#lastAccept = performance.now();
    this.#parts.accept(accepted, entry, this.port);
  }

  #entryOf(accepted: Accepted, { host }: Listener): EntryRecord | undefined {
    if (host !== this.#any) return this.ownerOf(host);
    const only = this.#owners.get(this.#any) ?? this.#owners.get(EVERY);
    if (only && this.#owners.size === 1) return only;
    const local = accepted.localAddress();
    return local === undefined ? undefined : this.ownerOf(canonicalHost(local));
  }

  /** Whether the last connection is a while ago, those that wait to be accepted included. */
  async #quiet(): Promise<boolean> {
    await new Promise((turn) => setImmediate(turn));
    return performance.now() - this.#lastAccept >= QUIET_MS;
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
    return { code, version: this.version, host, port: this.port };
  }
}

/** The system's code of a fault. */
function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
