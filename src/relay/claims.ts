import type { IpVersion } from '../portproxy/family.ts';
import type { PortSpan } from '../portproxy/port.ts';
import { unspecified } from '../portproxy/host-address.ts';

/** The address of a claim to every address of an IP version that nobody claims more exactly. */
export const EVERY = '*';

/** What one entry wants to listen on: each address with all ports, or not at all. */
export interface Claimant {
  readonly id: string;
  readonly version: IpVersion;
  readonly addresses: readonly string[];
  readonly ports: PortSpan;
}

/** What an entry was given of what it wants, and who stands in the way of the rest. */
export interface Grant {
  readonly addresses: readonly string[];
  readonly shadowedBy?: { readonly id: string; readonly port: number } | undefined;
}

interface Place {
  /** Ids that want some address of this port. */
  readonly wanting: Set<string>;
  /** Ids by the address given to them. */
  readonly owners: Map<string, string>;
}

const NOBODY: ReadonlyMap<string, string> = new Map();

/**
 * Decides which entry owns which listen side. Of those that mean the same side the first in the table's order wins, and
 * `*` gives way to `0.0.0.0` (or `::`). A change looks only at the entries that it can concern.
 */
export class Claims {
  readonly #claimants = new Map<string, Claimant>();
  readonly #grants = new Map<string, Grant>();
  readonly #order = new Map<string, number>();
  readonly #places = new Map<number, Place>();
  #last = 0;

  /** Who owns which address of a port. */
  owners(version: IpVersion, port: number): ReadonlyMap<string, string> {
    return this.#places.get(placeKey(version, port))?.owners ?? NOBODY;
  }

  grant(id: string): Grant | undefined {
    return this.#grants.get(id);
  }

  /** Fixes the place of an entry in the order, at the end if it is new; it stays when its claims come and go. */
  enter(id: string): void {
    if (this.#order.has(id)) return;
    this.#last += 1;
    this.#order.set(id, this.#last);
  }

  /** Puts all entries in this order. Whoever lost a side by the order before is to be decided anew. */
  reorder(ids: readonly string[]): void {
    this.#order.clear();
    this.#last = 0;
    for (const id of ids) this.enter(id);
  }

  leave(id: string): void {
    this.#order.delete(id);
  }

  /** The place in the order; entries that are unknown come last. */
  place(id: string): number {
    return this.#order.get(id) ?? Infinity;
  }

  /** Sets what entries want, or that they want nothing (undefined); gives all claimants whose grants may differ now. */
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

  /** The changed entries, those that want the same ports, and through ranges those that want ports of these. */
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

  #inTheWay({ version, ports }: Claimant, address: string): Grant['shadowedBy'] {
    for (let port = ports.from; port <= ports.to; port += 1) {
      const owners = this.owners(version, port);
      const owner = owners.get(address) ?? (address === EVERY ? owners.get(unspecified(version)) : undefined);
      if (owner !== undefined) return { id: owner, port };
    }
    return undefined;
  }
}

function* placeKeys({ version, ports }: Claimant): Generator<number> {
  for (let port = ports.from; port <= ports.to; port += 1) yield placeKey(version, port);
}

/** One number for an IP version and port. */
export function placeKey(version: IpVersion, port: number): number {
  return port * 8 + version;
}
