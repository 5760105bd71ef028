import { spanSize } from '../../portproxy/port.ts';
import { type Claimant, Claims, type Grant } from './claims.ts';
import type { Descriptors } from '../common/descriptors.ts';
import type { EntryRecord } from '../entries/entry-record.ts';
import { LoopFinder } from './loop-finder.ts';
import type { NameCache } from '../common/names.ts';
import type { Place } from './ports.ts';
import { Slices } from '../common/slices.ts';

/** The parts of the data plane that ownership uses. */
export interface OwnershipParts {
  readonly names: NameCache;
  readonly descriptors: Descriptors;
}

/** Decides which entry may listen where: the first that claims a side, unless something holds it. */
export class Ownership {
  readonly records = new Map<string, EntryRecord>();
  readonly #parts: OwnershipParts;
  readonly #claims = new Claims();
  readonly #loops: LoopFinder;
  /** Held for a loop or for want of descriptors. */
  readonly #heldBack = new Set<EntryRecord>();
  #sockets = 0;

  constructor(parts: OwnershipParts) {
    this.#parts = parts;
    this.#loops = new LoopFinder(this.#claims, this.records, parts.names);
  }

  /** Entries that are held for a loop or for want of descriptors; another decision may free them. */
  get heldBack(): Iterable<EntryRecord> {
    return this.#heldBack;
  }

  /** Returns the listen addresses that an entry was granted; undefined while it claims none. */
  grant(id: string): Grant | undefined {
    return this.#claims.grant(id);
  }

  /** Takes in an entry; one that is known keeps its place in the order. */
  enter(record: EntryRecord): void {
    this.records.set(record.id, record);
    this.#claims.enter(record.id);
  }

  /** Puts entries in the table's order; returns those that are shadowed by another, which may differ now. */
  reorder(ids: readonly string[]): EntryRecord[] {
    this.#claims.reorder(ids);
    return [...this.records.values()].filter(({ id }) => this.#claims.grant(id)?.shadowedBy !== undefined);
  }

  /** Removes an entry; decide() frees its listen sides. */
  leave(record: EntryRecord): void {
    this.#release(record);
    this.records.delete(record.id);
    this.#claims.leave(record.id);
  }

  /** Returns why a connection of the entry to this address and port would come back to it; undefined if it would not. */
  loopTo(record: EntryRecord, address: string, port: number): string | undefined {
    return this.#loops.backTo(record, address, port);
  }

  /**
   * Decides again for entries that changed, and for ids that are to own nothing; resolves to all entries that this
   * concerns. Of several that form a loop the last in the order is held. Other events have their turn meanwhile.
   */
  async decide(
    changed: ReadonlySet<EntryRecord>,
    dropped: readonly string[] = [],
  ): Promise<Set<EntryRecord>> {
    const slices = new Slices();
    const inOrder = this.#inOrder(changed);
    const wants = new Map<string, Claimant | undefined>(dropped.map((id) => [id, undefined]));
    for (const record of inOrder) wants.set(record.id, this.#claimant(record));
    if (slices.due) await slices.next();
    const concerned = this.#claims.update(wants);
    if (slices.due) await slices.next();
    const affected = new Set(inOrder);
    const gained = this.#takeGrants([...dropped, ...wants.keys(), ...concerned], affected, changed);
    if (slices.due) await slices.next();
    let unchecked = this.#owning([...inOrder, ...gained]);
    while (unchecked.length > 0) {
      const closing = await this.#loops.closing(unchecked);
      for (const [record, reason] of closing) this.hold(record, reason);
      const held = [...closing.keys()].map(({ id }) => id);
      const freed = this.#claims.update(new Map(held.map((id) => [id, undefined])));
      // A listen side that is free now may go to an entry that closes a loop in its turn.
      unchecked = this.#owning(this.#takeGrants([...held, ...freed], affected, changed));
    }
    this.#loops.forget();
    if (slices.due) await slices.next();
    return affected;
  }

  #inOrder(entries: Iterable<EntryRecord>): EntryRecord[] {
    return [...entries].sort((a, b) => this.#claims.place(a.id) - this.#claims.place(b.id));
  }

  /** Returns those that were granted a listen side, in the table's order. */
  #owning(entries: Iterable<EntryRecord>): EntryRecord[] {
    return this.#inOrder(new Set(entries)).filter(({ id }) => this.#claims.grant(id));
  }

  /** Notes why an entry forwards to itself; decide() frees its listen sides. */
  hold(record: EntryRecord, loop: string): void {
    this.#release(record);
    record.loop = loop;
    this.#heldBack.add(record);
  }

  /** Returns the owners of a port by address, without those whose address failed and waits for its next try. */
  readonly ownersOf = ({ protocol, version, port }: Place): ReadonlyMap<string, EntryRecord> => {
    const owners = new Map<string, EntryRecord>();
    for (const [address, id] of this.#claims.owners(protocol, version, port)) {
      const record = this.records.get(id);
      if (record?.active.has(address)) owners.set(address, record);
    }
    return owners;
  };

  /** Returns what an entry claims now; undefined while something holds it. */
  #claimant(record: EntryRecord): Claimant | undefined {
    const { spec, addresses, id } = record;
    this.#release(record);
    if (spec.hold || addresses.length === 0) return undefined;
    const sockets = spanSize(spec.listen.ports) * addresses.length;
    const most = this.#parts.descriptors.mostListeners;
    if (this.#sockets + sockets > most) {
      record.overBudget =
        `It needs ${sockets} listening ${sockets === 1 ? 'socket' : 'sockets'}; of the ${most} that this ` +
        `process may use for that, ${most - this.#sockets} are left.`;
      this.#heldBack.add(record);
      return undefined;
    }
    record.counted = sockets;
    this.#sockets += sockets;
    const { protocol, listen } = spec;
    return { id, protocol, version: listen.version, addresses, ports: listen.ports };
  }

  #release(record: EntryRecord): void {
    this.#heldBack.delete(record);
    record.loop = undefined;
    record.overBudget = undefined;
    this.#sockets -= record.counted;
    record.counted = 0;
  }

  /** Makes what was granted active; returns the entries that were granted more than before. */
  #takeGrants(
    ids: Iterable<string>,
    affected: Set<EntryRecord>,
    changed: ReadonlySet<EntryRecord>,
  ): EntryRecord[] {
    const gained: EntryRecord[] = [];
    for (const id of new Set(ids)) {
      const record = this.records.get(id);
      if (!record) continue;
      affected.add(record);
      if (this.#takeGrant(record, changed.has(record))) gained.push(record);
    }
    return gained;
  }

  /** Makes granted addresses active; one that failed waits for its next try, unless the entry itself changed. */
  #takeGrant(record: EntryRecord, changed: boolean): boolean {
    const granted = this.#claims.grant(record.id)?.addresses ?? [];
    const gained = granted.filter((address) => !record.granted.includes(address));
    for (const address of record.active) if (!granted.includes(address)) record.active.delete(address);
    for (const address of changed ? granted : gained) record.active.add(address);
    record.granted = granted;
    return gained.length > 0;
  }
}
