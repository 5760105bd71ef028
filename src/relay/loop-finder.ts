import type { IpVersion } from '../portproxy/family.ts';
import { type Claims, EVERY } from './claims.ts';
import type { EntryRecord } from './entry-record.ts';
import { reachedAs, unspecified } from '../portproxy/host-address.ts';
import { isLocalAddress } from './local-addresses.ts';
import { type Arrival, findLoop } from './loops.ts';
import type { NameCache } from './names.ts';

/** Finds entries whose connections would come back to them, directly or through other entries. */
export class LoopFinder {
  readonly #claims: Claims;
  readonly #records: ReadonlyMap<string, EntryRecord>;
  readonly #names: NameCache;

  constructor(claims: Claims, records: ReadonlyMap<string, EntryRecord>, names: NameCache) {
    this.#claims = claims;
    this.#records = records;
    this.#names = names;
  }

  /** Why the entry forwards to itself as far as addresses are known now; `hidden` entries count as absent. */
  of(record: EntryRecord, hidden: ReadonlySet<EntryRecord>): string | undefined {
    const { ports } = record.spec.listen;
    const sendOn = (arrival: Arrival<EntryRecord>): Arrival<EntryRecord>[] =>
      this.#sendOn(arrival).filter(({ entry }) => !hidden.has(entry));
    for (let port = ports.from; port <= ports.to; port += 1) {
      const way = findLoop({ entry: record, port }, sendOn);
      if (way) return loopReason(way);
    }
    return undefined;
  }

  /** Why a connection of the entry to this address and port would come back to the entry. */
  backTo(record: EntryRecord, host: string, port: number): string | undefined {
    const next = this.#arrivalAt(host, port);
    if (!next) return undefined;
    if (next.entry === record) return loopReason([]);
    const way = findLoop(next, (arrival) => this.#sendOn(arrival));
    // A loop among others, or one through this entry: either way the connection would never get out.
    return way && loopReason([next.entry, ...way.filter((entry) => entry !== record)]);
  }

  #sendOn({ entry, port }: Arrival<EntryRecord>): Arrival<EntryRecord>[] {
    const targetPort = entry.targetPort(port);
    const { version } = entry.spec.connect;
    if (this.#claims.owners(4, targetPort).size === 0 && this.#claims.owners(6, targetPort).size === 0)
      return [];
    return targetHosts(entry, version, this.#names).flatMap(
      (host) => this.#arrivalAt(host, targetPort) ?? [],
    );
  }

  /** The entry at which a connection to this address and port arrives, if it is one of this relay. */
  #arrivalAt(target: string, port: number): Arrival<EntryRecord> | undefined {
    if (this.#claims.owners(4, port).size === 0 && this.#claims.owners(6, port).size === 0) return undefined;
    const { version, host } = reachedAs(target);
    // Connecting to the unspecified address reaches this machine's loopback.
    const local = host === unspecified(version) ? (version === 4 ? '127.0.0.1' : '::1') : host;
    const owners = this.#claims.owners(version, port);
    const id = owners.get(local) ?? owners.get(unspecified(version)) ?? owners.get(EVERY);
    const entry = id === undefined ? undefined : this.#records.get(id);
    if (!entry || !isLocalAddress(local)) return undefined;
    // What failed to listen is not there: another program may be.
    return entry.active.size === 0 ? undefined : { entry, port };
  }
}

function targetHosts({ spec }: EntryRecord, version: IpVersion, names: NameCache): readonly string[] {
  const { host } = spec.connect;
  switch (host.kind) {
    case 'literal':
      return [host.host];
    case 'name':
      return names.last(host.name, version);
    case 'every':
      return [unspecified(version)];
  }
}

function loopReason(through: readonly EntryRecord[]): string {
  const way = through.map(({ spec }) => spec.label).join(' and ');
  return way === '' ? 'It would forward to itself.' : `It would forward to itself through ${way}.`;
}
