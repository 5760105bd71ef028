import { type Claims, EVERY } from './claims.ts';
import type { EntryRecord } from '../entries/entry-record.ts';
import { targetPort } from '../entries/target-addresses.ts';
import type { Protocol } from '../../portproxy/key.ts';
import type { RelaySide } from '../relay.ts';
import { reachedAs, unspecified } from '../../portproxy/host-address.ts';
import { isLocalAddress } from '../common/local-addresses.ts';
import { type Arrival, findLoop } from './loops.ts';
import type { NameCache } from '../common/names.ts';

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

  /** Returns why the entry forwards to itself, as far as addresses are known now; `hidden` entries count as absent. */
  of(record: EntryRecord, hidden: ReadonlySet<EntryRecord>): string | undefined {
    const { ports } = record.spec.listen;
    const sendOn = (arrival: Arrival<EntryRecord>): Arrival<EntryRecord>[] =>
      this.#sendOn(arrival).filter(({ entry }) => !hidden.has(entry));
    for (let port = ports.from; port <= ports.to; port += 1) {
      const through = findLoop({ entry: record, port }, sendOn);
      if (through) return loopReason(through);
    }
    return undefined;
  }

  /** Returns why a connection of the entry to this address and port would come back to it; undefined if it would not. */
  backTo(record: EntryRecord, host: string, port: number): string | undefined {
    const next = this.#arrivalAt(record.spec.protocol, host, port);
    if (!next) return undefined;
    if (next.entry === record) return loopReason([]);
    const through = findLoop(next, (arrival) => this.#sendOn(arrival));
    // Through this entry or not: in a loop the connection would never leave the relay.
    return through && loopReason([next.entry, ...through.filter((entry) => entry !== record)]);
  }

  #sendOn({ entry, port }: Arrival<EntryRecord>): Arrival<EntryRecord>[] {
    const { protocol, listen, targets } = entry.spec;
    return targets.flatMap((target) => {
      const to = targetPort(listen, target, port);
      if (!this.#isOwned(protocol, to)) return [];
      return targetHosts(target, this.#names).flatMap((host) => this.#arrivalAt(protocol, host, to) ?? []);
    });
  }

  /** The entry at which a connection to this address and port arrives, if it is one of this relay. */
  #arrivalAt(protocol: Protocol, target: string, port: number): Arrival<EntryRecord> | undefined {
    if (!this.#isOwned(protocol, port)) return undefined;
    const { version, host } = reachedAs(target);
    // Connecting to the unspecified address reaches this machine's loopback.
    const local = host === unspecified(version) ? (version === 4 ? '127.0.0.1' : '::1') : host;
    const owners = this.#claims.owners(protocol, version, port);
    const id = owners.get(local) ?? owners.get(unspecified(version)) ?? owners.get(EVERY);
    const entry = id === undefined ? undefined : this.#records.get(id);
    if (!entry || !isLocalAddress(local)) return undefined;
    // Where the entry failed to listen, another program may.
    return entry.active.size === 0 ? undefined : { entry, port };
  }

  #isOwned(protocol: Protocol, port: number): boolean {
    return this.#claims.owners(protocol, 4, port).size > 0 || this.#claims.owners(protocol, 6, port).size > 0;
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

function loopReason(through: readonly EntryRecord[]): string {
  const labels = through.map(({ spec }) => spec.label).join(' and ');
  return labels === '' ? 'It would forward to itself.' : `It would forward to itself through ${labels}.`;
}
