import type { IpVersion } from '../../portproxy/family.ts';
import type { PortSpan } from '../../portproxy/port.ts';
import type { Protocol } from '../../portproxy/key.ts';
import { unspecified } from '../../portproxy/host-address.ts';

/** The wildcard address of a claim; it yields to claims of single addresses, and to `0.0.0.0` or `::`. */
export const EVERY = '*';

/** The listen side that an entry claims. It is given an address with all ports of the range, or not at all. */
export interface Claimant {
  readonly id: string;
  readonly protocol: Protocol;
  readonly version: IpVersion;
  readonly addresses: readonly string[];
  readonly ports: PortSpan;
}

/** The addresses that an entry may listen on, and the entry that owns the first port of one it was refused. */
export interface Grant {
  readonly addresses: readonly string[];
  readonly shadowedBy?: { readonly id: string; readonly port: number } | undefined;
}

interface Place {
  /** Ids that claim some address of this port. */
  readonly wanting: Set<string>;
  /** Ids by the address given to them. */
  readonly owners: Map<string, string>;
}

const NOBODY: ReadonlyMap<string, string> = new Map();

/**
 * Decides which entry owns which listen side. Of those that claim the same one the first in the table's order wins. Each
 * protocol and IP version has ports of its own. A change looks only at the entries that it can concern.
 */
export class Claims {
  readonly #claimants = new Map<string, Claimant>();
  readonly #grants = new Map<string, Grant>();
  readonly #order = new Map<string, number>();
  readonly #places = new Map<number, Place>();
  #last = 0;

  /** Returns the owners of a port, by address. */
  owners(protocol: Protocol, version: IpVersion, port: number): ReadonlyMap<string, string> {
    return this.#places.get(placeKey(protocol, version, port))?.owners ?? NOBODY;
  }

  /** Returns what an entry was granted; undefined while it claims nothing. */
  grant(id: string): Grant | undefined {
    return this.#grants.get(id);
  }

  /** Puts a new entry at the end of the order; it keeps its place when its claims come and go. */
  enter(id: string): void {
    if (this.#order.has(id)) return;
    this.#last += 1;
    this.#order.set(id, this.#last);
  }

  /** Puts all entries in this order. The caller updates those that lost a side by the order before. */
  reorder(ids: readonly string[]): void {
    this.#order.clear();
    this.#last = 0;
    for (const id of ids) this.enter(id);
  }

  /** Takes an entry out of the order. */
  leave(id: string): void {
    this.#order.delete(id);
  }

  /** Returns the place in the order; unknown entries come last. */
  place(id: string): number {
    return this.#order.get(id) ?? Infinity;
  }

  /** Sets the claims of entries, undefined for none; returns all claimants whose grants may differ now. */
  update(changes: ReadonlyMap<string, Claimant | undefined>): Set<string> {
    const touched = new Set<number>();
    for (const [id, claimant] of changes) {
      this.#withdraw(id, touched);
      if (claimant) this.#want(claimant);
    }
    const concerned = this.#concerned(changes.keys(), touched);
    for (const id of concerned) this.#revoke(id);
    const inOrder = [...concerned].sort((a, b) => this.place(a) - this.place(b));
    for (const id of inOrder) this.#assign(id, (address) => address !== EVERY);
    for (const id of inOrder) this.#assign(id, (address) => address === EVERY);
    return concerned;
  }

  #withdraw(id: string, touched: Set<number>): void {
    const claimant = this.#claimants.get(id);
    if (!claimant) return;
    this.#revoke(id);
    this.#grants.delete(id);
    this.#claimants.delete(id);
    for (const key of placeKeys(claimant)) {
      const place = this.#places.get(key);
      place?.wanting.delete(id);
      if (place?.wanting.size === 0) this.#places.delete(key);
      else touched.add(key);
    }
  }

  #want(claimant: Claimant): void {
    this.enter(claimant.id);
    this.#claimants.set(claimant.id, claimant);
    for (const key of placeKeys(claimant)) {
      let place = this.#places.get(key);
      if (!place) this.#places.set(key, (place = { wanting: new Set(), owners: new Map() }));
      place.wanting.add(claimant.id);
    }
  }

  /** Returns all entries that are linked to the changed ones by shared ports, transitively. */
  #concerned(changed: Iterable<string>, touched: ReadonlySet<number>): Set<string> {
    const found = new Set<string>();
    const keys = new Set(touched);
    const open: string[] = [];
    const add = (id: string): void => {
      if (found.has(id) || !this.#claimants.has(id)) return;
      found.add(id);
      open.push(id);
    };
    for (const id of changed) add(id);
    for (const key of touched) for (const id of this.#places.get(key)?.wanting ?? []) add(id);
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      const claimant = this.#claimants.get(id);
      if (!claimant) continue;
      for (const key of placeKeys(claimant)) {
        if (keys.has(key)) continue;
        keys.add(key);
        for (const other of this.#places.get(key)?.wanting ?? []) add(other);
      }
    }
    return found;
  }

  #revoke(id: string): void {
    const claimant = this.#claimants.get(id);
    const grant = this.#grants.get(id);
    if (!claimant || !grant) return;
    for (const key of placeKeys(claimant)) {
      const owners = this.#places.get(key)?.owners;
      for (const address of grant.addresses) if (owners?.get(address) === id) owners.delete(address);
    }
    this.#grants.delete(id);
  }

  #assign(id: string, which: (address: string) => boolean): void {
    const claimant = this.#claimants.get(id);
    if (!claimant) return;
    const { addresses: before = [], shadowedBy } = this.#grants.get(id) ?? {};
    const addresses = [...before];
    let inTheWay = shadowedBy;
    for (const address of claimant.addresses) {
      if (!which(address)) continue;
      const other = this.#inTheWay(claimant, address);
      if (other) inTheWay = other;
      else {
        for (const key of placeKeys(claimant)) this.#places.get(key)?.owners.set(address, id);
        addresses.push(address);
      }
    }
    this.#grants.set(id, { addresses, shadowedBy: inTheWay });
  }

  #inTheWay({ protocol, version, ports }: Claimant, address: string): Grant['shadowedBy'] {
    for (let port = ports.from; port <= ports.to; port += 1) {
      const owners = this.owners(protocol, version, port);
      const owner = owners.get(address) ?? (address === EVERY ? owners.get(unspecified(version)) : undefined);
      if (owner !== undefined) return { id: owner, port };
    }
    return undefined;
  }
}

function* placeKeys({ protocol, version, ports }: Claimant): Generator<number> {
  for (let port = ports.from; port <= ports.to; port += 1) yield placeKey(protocol, version, port);
}

/** Returns one number for a protocol, IP version and port. */
export function placeKey(protocol: Protocol, version: IpVersion, port: number): number {
  return port * 16 + version * 2 + (protocol === 'tcp' ? 0 : 1);
}
