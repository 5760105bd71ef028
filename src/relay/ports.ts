import type { IpVersion } from '../portproxy/family.ts';
import { placeKey } from './claims.ts';
import type { EntryRecord } from './entry-record.ts';
import { PortGroup, type PortGroupParts } from './port-group.ts';
import type { ListenProblem } from './reasons.ts';

/** Opening sockets may take so long before other events have their turn; ms. */
const SLICE_MS = 2;

/** A set of (IP version, port) pairs. */
export class Places {
  readonly #places = new Map<number, { readonly version: IpVersion; readonly port: number }>();

  /** Adds all ports of an entry's listen side. */
  add({ spec: { listen } }: EntryRecord): void {
    for (let { from: port } = listen.ports; port <= listen.ports.to; port += 1) {
      this.#places.set(placeKey(listen.version, port), { version: listen.version, port });
    }
  }

  get size(): number {
    return this.#places.size;
  }

  *[Symbol.iterator](): Generator<{ readonly version: IpVersion; readonly port: number }> {
    yield* this.#places.values();
  }
}

/** The sockets of all ports. */
export class Ports {
  readonly #parts: PortGroupParts;
  readonly #groups = new Map<number, PortGroup>();
  readonly #unsettled = new Set<PortGroup>();

  constructor(parts: PortGroupParts) {
    this.#parts = parts;
  }

  /** Whether some port waits for a quiet moment. */
  get unsettled(): boolean {
    return this.#unsettled.size > 0;
  }

  group(version: IpVersion, port: number): PortGroup | undefined {
    return this.#groups.get(placeKey(version, port));
  }

  /** Gives ports to their owners at once, and opens and closes sockets for that; resolves when each was tried. */
  async arrange(
    places: Places,
    ownersOf: (version: IpVersion, port: number) => ReadonlyMap<string, EntryRecord>,
  ): Promise<void> {
    const groups: PortGroup[] = [];
    for (const { version, port } of places) {
      const key = placeKey(version, port);
      const owners = ownersOf(version, port);
      let group = this.#groups.get(key);
      if (!group) {
        if (owners.size === 0) continue;
        this.#groups.set(key, (group = new PortGroup(version, port, this.#parts)));
      }
      group.setOwners(owners);
      groups.push(group);
    }
    await this.#reconcile(groups);
  }

  /** Tries for a moment to listen on an address of a port, beside what listens there; why that is refused. */
  trial(version: IpVersion, port: number, address: string): Promise<ListenProblem | undefined> {
    const group = this.group(version, port) ?? new PortGroup(version, port, this.#parts);
    return group.trial(address);
  }

  /** Tries again to change the sockets of ports that wait for a quiet moment; gives those that were tried. */
  async settle(): Promise<readonly PortGroup[]> {
    const groups = [...this.#unsettled];
    await this.#reconcile(groups);
    return groups;
  }

  /** Stops listening everywhere. */
  close(): void {
    for (const group of this.#groups.values()) group.setOwners(new Map());
    this.#groups.clear();
    this.#unsettled.clear();
  }

  async #reconcile(groups: readonly PortGroup[]): Promise<void> {
    let since = performance.now();
    for (const group of groups) {
      await group.reconcile();
      if (group.unsettled) this.#unsettled.add(group);
      else this.#unsettled.delete(group);
      if (group.empty) this.#groups.delete(placeKey(group.version, group.port));
      if (performance.now() - since < SLICE_MS) continue;
      await new Promise((turn) => setImmediate(turn));
      since = performance.now();
    }
  }
}
