import type { IpVersion } from '../../portproxy/family.ts';
import { EVERY, placeKey } from './claims.ts';
import { unspecified } from '../../portproxy/host-address.ts';
import type { EntryRecord } from '../entries/entry-record.ts';
import { PortGroup, type PortSockets } from './port-group.ts';
import type { ListenProblem } from '../entries/reasons.ts';
import { Slices } from '../common/slices.ts';
import type { Protocol } from '../../portproxy/key.ts';

/** A port of one protocol and IP version. */
export interface Place {
  readonly protocol: Protocol;
  readonly version: IpVersion;
  readonly port: number;
}

/** A set of ports. */
export class Places {
  readonly #places = new Map<number, Place>();

  /** Adds all ports of an entry's listen side. */
  add({ spec: { protocol, listen } }: EntryRecord): void {
    const { version } = listen;
    for (let { from: port } = listen.ports; port <= listen.ports.to; port += 1) {
      this.#places.set(placeKey(protocol, version, port), { protocol, version, port });
    }
  }

  get size(): number {
    return this.#places.size;
  }

  /** Returns those for which this is true. */
  filter(is: (place: Place) => boolean): Places {
    const some = new Places();
    for (const [key, place] of this.#places) if (is(place)) some.#places.set(key, place);
    return some;
  }

  *[Symbol.iterator](): Generator<Place> {
    yield* this.#places.values();
  }
}

/** The parts of the data plane that ports use. */
export interface PortsParts {
  /** How each protocol listens; entries of others fail. */
  readonly sockets: Readonly<Partial<Record<Protocol, PortSockets>>>;
  /** The number of listening sockets has changed by this. */
  opened(difference: number): void;
}

/** The sockets of all ports. */
export class Ports {
  readonly #parts: PortsParts;
  readonly #groups = new Map<number, PortGroup>();
  readonly #unsettled = new Set<PortGroup>();
  #isClosed = false;

  constructor(parts: PortsParts) {
    this.#parts = parts;
  }

  /** Whether some port waits for a quiet moment. */
  get unsettled(): boolean {
    return this.#unsettled.size > 0;
  }

  /** Returns the sockets of a port; undefined where nothing wants it. */
  group({ protocol, version, port }: Place): PortGroup | undefined {
    return this.#groups.get(placeKey(protocol, version, port));
  }

  /** Whether an IPv4 wildcard is listened on by sockets of single addresses, which leave out most of 127.0.0.0/8. */
  isPartial({ active, spec: { protocol, listen } }: EntryRecord): boolean {
    const { version } = listen;
    if (version !== 4 || !this.unsettled) return false;
    if (!active.has(EVERY) && !active.has(unspecified(4))) return false;
    for (let { from: port } = listen.ports; port <= listen.ports.to; port += 1) {
      if (this.group({ protocol, version, port })?.unsettled) return true;
    }
    return false;
  }

  /** Gives ports to their owners, and opens and closes sockets for that. Resolves when each was tried. */
  async arrange(places: Places, ownersOf: (place: Place) => ReadonlyMap<string, EntryRecord>): Promise<void> {
    const groups: PortGroup[] = [];
    const slices = new Slices();
    for (const place of places) {
      if (slices.due) await slices.next();
      if (this.#isClosed) return;
      const owners = ownersOf(place);
      let group = this.group(place);
      if (!group) {
        if (owners.size === 0) continue;
        group = this.#newGroup(place);
        this.#groups.set(placeKey(place.protocol, place.version, place.port), group);
      }
      group.setOwners(owners);
      groups.push(group);
    }
    await this.#reconcile(groups);
  }

  /** Closes the sockets of ports; `arrange` opens them again. */
  vacate(places: Places): void {
    for (const place of places) this.group(place)?.setOwners(new Map());
  }

  /** Returns those ports on which another process listens still. */
  taken(places: Places): Places {
    return places.filter((place) => this.group(place)?.isTaken === true);
  }

  /** Listens for a moment on an address of a port, beside what listens there; returns why that is refused. */
  trial(place: Place, address: string): Promise<ListenProblem | undefined> {
    return (this.group(place) ?? this.#newGroup(place)).trial(address);
  }

  /** Tries again to change the sockets of ports that wait for a quiet moment; returns those that were tried. */
  async settle(): Promise<readonly PortGroup[]> {
    const groups = [...this.#unsettled];
    await this.#reconcile(groups);
    return groups;
  }

  /** Stops listening on all ports. */
  close(): void {
    this.#isClosed = true;
    for (const group of this.#groups.values()) group.setOwners(new Map());
    this.#groups.clear();
    this.#unsettled.clear();
  }

  #newGroup({ protocol, version, port }: Place): PortGroup {
    const sockets = this.#parts.sockets[protocol] ?? NOT_SERVED;
    return new PortGroup(protocol, version, port, { sockets, opened: (by) => this.#parts.opened(by) });
  }

  async #reconcile(groups: readonly PortGroup[]): Promise<void> {
    const slices = new Slices();
    for (const group of groups) {
      await group.reconcile();
      if (group.unsettled) this.#unsettled.add(group);
      else this.#unsettled.delete(group);
      if (group.empty) this.#groups.delete(placeKey(group.protocol, group.version, group.port));
      if (slices.due) await slices.next();
    }
  }
}

/** The sockets of a protocol that this data plane does not relay. */
const NOT_SERVED: PortSockets = {
  open: () =>
    Promise.reject(Object.assign(new Error('The protocol is not served.'), { code: 'EPROTONOSUPPORT' })),
};
