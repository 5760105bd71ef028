import { entryKey } from '../../portproxy/key.ts';
import type { EntryStatus } from '../../portproxy/state.ts';
import { MAX_RECENT } from '../../relay/limits.ts';
import { Recent } from '../../relay/common/recent.ts';
import type { ConnectionInfo, EndedConnection, RelaySample } from '../../relay/relay.ts';
import { CONNECTION_ROWS } from '../../relay/rows.ts';
import { idAmongMachines } from '../contract/connection-ids.ts';
import type { Difference, FeedMessage, Snapshot } from '../contract/feed.ts';
import type { ListedEntry } from '../contract/status.ts';
import { type FeedTarget, applyDifference } from '../contract/whole-feed.ts';
import { clockSkew, onThisClock } from './clock-skew.ts';
import { EntrySums } from './entry-sums.ts';

/** What one machine has told. */
interface Machine {
  readonly slot: number;
  readonly name: string;
  readonly entries: Map<string, ListedEntry>;
  /** By their ids there; each has its id among all machines. */
  readonly connections: Map<number, ConnectionInfo>;
}

/** The feeds of many machines as one: what has changed on any of them is told as the sample of one relay. */
export class MergedMachines {
  readonly #machines = new Map<number, Machine>();
  /** When the newest connection of each that was told to have ended did so, ms of its clock; lost machines are known too. */
  readonly #endedAt = new Map<number, number>();
  readonly #sums = new EntrySums();
  readonly #recent = new Recent<EndedConnection>(MAX_RECENT);
  readonly #begun = new Map<number, ConnectionInfo>();
  readonly #moved = new Map<number, ConnectionInfo>();
  readonly #ended = new Set<number>();
  #newlyEnded: EndedConnection[] = [];
  #missed = 0;
  #size = 0;

  /** How many connections there are. */
  get connections(): number {
    return this.#size;
  }

  /** Takes a message of a machine. */
  take(slot: number, name: string, message: FeedMessage): void {
    if (message.kind === 'lost') return this.lose(slot);
    const known = this.#machines.get(slot);
    const machine = known ?? { slot, name, entries: new Map(), connections: new Map() };
    this.#machines.set(slot, machine);
    const skew = clockSkew(message.at);
    const target = this.#targetOf(machine, skew);
    if (message.kind === 'snapshot') takeSnapshot(machine, message, target);
    else applyDifference(message, target);
    this.#finish(machine, message, skew);
  }

  /** Forgets what a machine has told: it tells nothing now. */
  lose(slot: number): void {
    const machine = this.#machines.get(slot);
    if (!machine) return;
    this.#machines.delete(slot);
    const target = this.#targetOf(machine, 0);
    for (const key of machine.entries.keys()) target.deleteEntry(key);
    for (const id of machine.connections.keys()) target.deleteConnection(id);
  }

  /** The status of an entry is another one. */
  touch(key: string): void {
    this.#sums.touch(key);
  }

  /** Returns what has changed since it was asked before, or everything. */
  sample(isAll: boolean, statusOf: (key: string) => EntryStatus): RelaySample {
    const now = Date.now();
    const all = isAll ? this.#all() : [];
    const sample = {
      full: isAll,
      ...this.#sums.told(performance.now(), isAll, statusOf),
      connections: isAll ? all : [...this.#begun.values()],
      moved: CONNECTION_ROWS.pack(
        isAll ? [] : [...this.#moved.values()],
        ({ id }) => id,
        ({ lastActiveAt, phase, bytesUp, bytesDown }) => ({
          idleMs: Math.max(0, now - lastActiveAt),
          phase,
          bytesUp,
          bytesDown,
        }),
      ),
      ended: isAll ? [] : [...this.#ended],
      recent: isAll
        ? this.#recent.since(0).toSorted((one, other) => one.endedAt - other.endedAt)
        : this.#newlyEnded,
      missed: isAll ? 0 : this.#missed,
    };
    for (const part of [this.#begun, this.#moved, this.#ended]) part.clear();
    this.#newlyEnded = [];
    this.#missed = 0;
    return sample;
  }

  #all(): ConnectionInfo[] {
    const all: ConnectionInfo[] = [];
    for (const { connections } of this.#machines.values())
      for (const one of connections.values()) all.push(one);
    return all;
  }

  #targetOf({ slot, name, entries, connections }: Machine, skew: number): FeedTarget {
    const setEntry = (key: string, entry: ListedEntry, isWhole: boolean): void => {
      entries.set(key, entry);
      if (entry.counters) this.#sums.take(key, slot, entry.counters, isWhole);
    };
    return {
      entry: (key) => entries.get(key),
      setEntry: (key, entry) => setEntry(key, entry, true),
      countEntry: (key, entry) => setEntry(key, entry, false),
      deleteEntry: (key) => {
        if (entries.delete(key)) this.#sums.take(key, slot, undefined, true);
      },
      connection: (id) => connections.get(id),
      setConnection: (info) => {
        const id = idAmongMachines(slot, info.id);
        const told = { ...onThisClock(info, skew), id, machine: name };
        if (!connections.has(info.id)) this.#size += 1;
        connections.set(info.id, told);
        // A machine that was lost and is back tells its connections again.
        this.#ended.delete(id);
        this.#moved.delete(id);
        this.#begun.set(id, told);
      },
      moveConnection: (info) => {
        const own = info.id - idAmongMachines(slot, 0);
        const told = skew === 0 ? info : { ...info, lastActiveAt: info.lastActiveAt + skew };
        connections.set(own, told);
        const begun = this.#begun.has(info.id) ? this.#begun : this.#moved;
        begun.set(info.id, told);
      },
      deleteConnection: (own) => {
        if (!connections.delete(own)) return;
        this.#size -= 1;
        const id = idAmongMachines(slot, own);
        this.#moved.delete(id);
        this.#begun.delete(id);
        this.#ended.add(id);
      },
    };
  }

  /** Takes the connections that have ended; a snapshot tells also those that were told before. */
  #finish(machine: Machine, { kind, recent = [], missed = 0 }: Snapshot | Difference, skew: number): void {
    const { slot, name } = machine;
    const known = this.#endedAt.get(slot) ?? 0;
    const news = kind === 'snapshot' ? recent.filter(({ endedAt }) => endedAt > known) : recent;
    for (const one of news) {
      this.#endedAt.set(slot, Math.max(this.#endedAt.get(slot) ?? 0, one.endedAt));
      const told = { ...onThisClock(one, skew), id: idAmongMachines(slot, one.id), machine: name };
      this.#recent.push(told);
      this.#newlyEnded.push(told);
    }
    this.#missed += missed;
    const tooMany = this.#newlyEnded.length - MAX_RECENT;
    if (tooMany <= 0) return;
    this.#newlyEnded = this.#newlyEnded.slice(tooMany);
    this.#missed += tooMany;
  }
}

/** What a snapshot does not name is gone. */
function takeSnapshot(machine: Machine, { entries, connections }: Snapshot, target: FeedTarget): void {
  const keys = new Set(entries.map(entryKey));
  const ids = new Set(connections.map(({ id }) => id));
  for (const key of machine.entries.keys()) if (!keys.has(key)) target.deleteEntry(key);
  for (const id of machine.connections.keys()) if (!ids.has(id)) target.deleteConnection(id);
  for (const entry of entries) target.setEntry(entryKey(entry), entry);
  for (const info of connections) target.setConnection(info);
}
