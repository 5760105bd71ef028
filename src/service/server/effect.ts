import type { Entry } from '../../portproxy/entry.ts';
import { entryKey, entryLabel } from '../../portproxy/key.ts';
import { holdStatus } from '../../portproxy/hold.ts';
import type { EntryStatus } from '../../portproxy/state.ts';
import type { Table } from '../../portproxy/table.ts';
import type { Relay } from '../../relay/relay.ts';
import { thisMachine } from '../../system/machine.ts';
import { systemServices } from '../../system/services.ts';
import type { Conflict } from '../../portproxy/changes/results.ts';
import { relayEntry } from './relay-entry.ts';

/** Brings tables into effect: tells the relay where to listen, and reports the status of each entry. */
export class Effect {
  readonly #relay: Relay;
  /** Keys of the entries that are held by a rule, before the relay tries them. */
  readonly #held = new Set<string>();
  /** Keys of the entries in the order in which the relay knows them. */
  #order = new Set<string>();

  constructor(relay: Relay) {
    this.#relay = relay;
  }

  /** Hands entries of a table to the relay, and the keys of removed ones; resolves when each was tried. */
  async bring(table: Table, put: readonly Entry[], remove: readonly string[]): Promise<void> {
    const order = this.#newOrder(table, put, remove);
    if (put.length === 0 && remove.length === 0 && order === undefined) return;
    const services = systemServices();
    const machine = thisMachine();
    for (const key of remove) this.#held.delete(key);
    const entries = put.map((entry) => {
      const hold = holdStatus(entry, services, machine);
      if (hold === undefined) this.#held.delete(entryKey(entry));
      else this.#held.add(entryKey(entry));
      return relayEntry(entry, services, hold);
    });
    await this.#relay.apply({ put: entries, remove, order });
  }

  /** Returns the status of an entry. */
  status(entry: Entry): EntryStatus {
    return this.statusOf(entryKey(entry));
  }

  /** Returns the status of the entry of a key. */
  statusOf(key: string): EntryStatus {
    return this.#relay.status(key) ?? NOT_TRIED;
  }

  /** Whether the entry of a key is held by a rule, before the relay tries it. */
  isHeld(key: string): boolean {
    return this.#held.has(key);
  }

  /** Returns the entries to try: those that differ, and those that a change named and that do not listen now. */
  worthATry(table: Table, differing: readonly Entry[], named: readonly Entry[]): Entry[] {
    const keys = new Set(differing.map(entryKey));
    for (const entry of named) {
      if (this.status(entry).state !== 'listening') keys.add(entryKey(entry));
    }
    if (keys.size === 0) return [];
    const found: Entry[] = [];
    for (const [key, entry] of table.byKey) if (keys.has(key)) found.push(entry);
    return found;
  }

  /** Tries entries before they are put; resolves with a conflict for each that could not listen. */
  async refusals(put: readonly Entry[]): Promise<Conflict[]> {
    const services = systemServices();
    const machine = thisMachine();
    const fresh = new Map<string, Entry>();
    for (const entry of put) {
      if (this.status(entry).state === 'listening' || holdStatus(entry, services, machine)) continue;
      fresh.set(entryKey(entry), entry);
    }
    if (fresh.size === 0) return [];
    const refused = await this.#relay.tryListen(
      [...fresh.values()].map((entry) => relayEntry(entry, services, undefined)),
    );
    return refused.flatMap(({ id, reason }) => {
      const entry = fresh.get(id);
      return entry ? silence(entry, { state: 'failed', reason }) : [];
    });
  }

  /** Returns the table's order where the relay would assume another one; undefined where not. */
  #newOrder(table: Table, put: readonly Entry[], remove: readonly string[]): readonly string[] | undefined {
    for (const key of remove) this.#order.delete(key);
    for (const entry of put) this.#order.add(entryKey(entry));
    const known = this.#order.values();
    let isKnown = this.#order.size === table.size;
    for (const key of table.byKey.keys()) isKnown &&= known.next().value === key;
    if (isKnown) return undefined;
    const order = [...table.byKey.keys()];
    this.#order = new Set(order);
    return order;
  }
}

const NOT_TRIED: EntryStatus = { state: 'stopped', reason: 'The relay has not started it yet.' };

/** Returns the conflict of an entry that the system does not let listen; none for all others. */
export function silence(entry: Entry, { state, reason = 'The reason is unknown.' }: EntryStatus): Conflict[] {
  return state === 'failed' ? [{ code: 'listen', detail: `${entryLabel(entry)}: ${reason}` }] : [];
}
