import { type Claims, EVERY } from './claims.ts';
import { type Onward, search, wayBack } from './cycles.ts';
import type { EntryRecord } from '../entries/entry-record.ts';
import { targetPort } from '../entries/target-addresses.ts';
import type { Protocol } from '../../portproxy/key.ts';
import type { RelaySide } from '../relay.ts';
import { reachedAs, unspecified } from '../../portproxy/host-address.ts';
import { isLocalAddress, localAddressesRevision } from '../common/local-addresses.ts';
import { loopReason } from './loop-reason.ts';
import type { NameCache } from '../common/names.ts';
import { Slices } from '../common/slices.ts';

/** One listen port of an entry: a place where a connection can arrive. One object for each. */
interface Arrival {
  readonly entry: EntryRecord;
  readonly port: number;
}

/** Finds entries whose connections would come back to them, directly or through other entries. */
export class LoopFinder {
  readonly #claims: Claims;
  readonly #records: ReadonlyMap<string, EntryRecord>;
  readonly #names: NameCache;
  /** Arrivals by entry and port, while nothing changes that decides where they lead. */
  #arrivals = new Map<EntryRecord, Map<number, Arrival>>();
  /** Arrivals that are known to leave the relay in the end. */
  #leaving = new Set<Arrival>();
  #revision = '';

  constructor(claims: Claims, records: ReadonlyMap<string, EntryRecord>, names: NameCache) {
    this.#claims = claims;
    this.#records = records;
    this.#names = names;
  }

  /** Forgets where arrivals lead: entries have changed. */
  forget(): void {
    this.#arrivals = new Map();
    this.#leaving = new Set();
  }

  /**
   * Returns those of the entries that close a loop with those before them and with all others, and the reason of each, as
   * far as addresses are known now. Other events have their turn meanwhile.
   */
  async closing(entries: readonly EntryRecord[]): Promise<ReadonlyMap<EntryRecord, string>> {
    this.forget();
    const slices = new Slices();
    const { cycles } = await slices.run(search(this.#arrivalsOf(entries), this.#onward));
    const cycleOf = new Map(
      cycles.flatMap((cycle) => [...cycle].map((arrival) => [arrival, cycle] as const)),
    );
    const closing = new Map<EntryRecord, string>();
    const suspects = new Set([...cycleOf.keys()].map(({ entry }) => entry));
    const hidden = new Set(entries.filter((entry) => suspects.has(entry)));
    for (const record of entries) {
      if (!hidden.delete(record)) continue;
      const onward: Onward<Arrival> = (arrival) => {
        const cycle = cycleOf.get(arrival);
        return this.#onward(arrival).filter((next) => cycle?.has(next) && !hidden.has(next.entry));
      };
      const starts = this.#arrivalsOf([record]).filter((arrival) => cycleOf.has(arrival));
      const found = await slices.run(search(starts, onward));
      const start = starts.find((arrival) => found.cycles.some((cycle) => cycle.has(arrival)));
      const cycle = start && found.cycles.find((one) => one.has(start));
      if (!cycle) continue;
      closing.set(
        record,
        loopReason(
          record.spec,
          wayBack(start, cycle, onward).map(({ entry }) => entry.spec),
        ),
      );
      hidden.add(record);
    }
    return closing;
  }

  /** Returns why a connection of the entry to this address and port would never leave the relay; undefined if it would. */
  backTo(record: EntryRecord, host: string, port: number): string | undefined {
    const next = this.#arrivalAt(record.spec.protocol, host, port);
    if (!next || this.#isLeaving(next)) return undefined;
    const { cycles, reached } = now(search([next], this.#onward));
    const cycle = cycles[0];
    if (!cycle) {
      for (const arrival of reached.keys()) this.#leaving.add(arrival);
      return undefined;
    }
    const own = [...cycle].find(({ entry }) => entry === record);
    const start = own ?? [...cycle][0] ?? next;
    const way = wayBack(start, cycle, this.#onward);
    return loopReason(
      record.spec,
      (own ? way : [start, ...way]).map(({ entry }) => entry.spec),
    );
  }

  /** Whether an arrival is known to leave the relay, by the names and addresses of this moment. */
  #isLeaving(arrival: Arrival): boolean {
    const revision = `${this.#names.revision} ${localAddressesRevision()}`;
    if (revision !== this.#revision) this.#leaving = new Set();
    this.#revision = revision;
    return this.#leaving.has(arrival);
  }

  #arrivalsOf(entries: readonly EntryRecord[]): Arrival[] {
    const arrivals: Arrival[] = [];
    for (const entry of entries) {
      const { from, to } = entry.spec.listen.ports;
      for (let port = from; port <= to; port += 1) arrivals.push(this.#arrival(entry, port));
    }
    return arrivals;
  }

  #arrival(entry: EntryRecord, port: number): Arrival {
    let ports = this.#arrivals.get(entry);
    if (!ports) this.#arrivals.set(entry, (ports = new Map()));
    let arrival = ports.get(port);
    if (!arrival) ports.set(port, (arrival = { entry, port }));
    return arrival;
  }

  /** Returns where an arrival is sent on to inside this relay; several targets, or a name, may lead to several places. */
  readonly #onward: Onward<Arrival> = ({ entry, port }) => {
    const { protocol, listen, targets } = entry.spec;
    return targets.flatMap((target) => {
      const to = targetPort(listen, target, port);
      if (!this.#isOwned(protocol, to)) return [];
      return targetHosts(target, this.#names).flatMap((host) => this.#arrivalAt(protocol, host, to) ?? []);
    });
  };

  /** The place where a connection to this address and port arrives, if it is one of this relay. */
  #arrivalAt(protocol: Protocol, target: string, port: number): Arrival | undefined {
    if (!this.#isOwned(protocol, port)) return undefined;
    const { version, host } = reachedAs(target);
    // Connecting to the unspecified address reaches this machine's loopback.
    const local = host === unspecified(version) ? (version === 4 ? '127.0.0.1' : '::1') : host;
    const owners = this.#claims.owners(protocol, version, port);
    const id = owners.get(local) ?? owners.get(unspecified(version)) ?? owners.get(EVERY);
    const entry = id === undefined ? undefined : this.#records.get(id);
    if (!entry || !isLocalAddress(local)) return undefined;
    // Where the entry failed to listen, another program may.
    return entry.active.size === 0 ? undefined : this.#arrival(entry, port);
  }

  #isOwned(protocol: Protocol, port: number): boolean {
    return this.#claims.owners(protocol, 4, port).size > 0 || this.#claims.owners(protocol, 6, port).size > 0;
  }
}

/** Carries out a search without pauses. */
function now<Result>(steps: Iterator<undefined, Result>): Result {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

function targetHosts({ host, version }: RelaySide, names: NameCache): readonly string[] {
  switch (host.kind) {
    case 'literal':
      return [host.host];
    case 'name':
      return names.last(host.name, version);
    case 'every':
      return [unspecified(version)];
  }
}
