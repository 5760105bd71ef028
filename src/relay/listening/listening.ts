import { atMost } from '../common/timing.ts';
import { EntryRecord } from '../entries/entry-record.ts';
import { knownAddresses, resolvedAddresses } from './listen-hosts.ts';
import { listenStatus } from './listen-status.ts';
import type { ListeningParts, StatusChange } from './listening-parts.ts';
import { LeftPorts } from './left-ports.ts';
import { Ownership } from './ownership.ts';
import { Slices } from '../common/slices.ts';
import { Places, Ports } from './ports.ts';
import type { ListenProblem } from '../entries/reasons.ts';
import type { EntryCounters, RelayChange, RelayEntry } from '../relay.ts';
import { type TrialRefusal, tryEntries } from './trial.ts';

/** How long the change of an entry waits for a name server; the entry is tried when the answer comes. */
const NAME_WAIT_MS = 2_000;
const TICK_MS = 250;

/** Keeps every entry listening that can, and tries failed ones again. */
export class Listening {
  readonly #parts: ListeningParts;
  readonly #ownership: Ownership;
  readonly #ports: Ports;
  /** What is left to another process. */
  readonly left: LeftPorts;
  /** Entries to be tried again at their time. */
  readonly #later = new Set<EntryRecord>();
  readonly #named = new Set<EntryRecord>();
  #namesAsked = performance.now();
  #changes: StatusChange[] = [];
  #last: Promise<unknown> = Promise.resolve();
  #ticker: NodeJS.Timeout | undefined;
  #ticking = false;
  #closed = false;

  constructor(parts: ListeningParts) {
    this.#parts = parts;
    this.#ownership = new Ownership(parts);
    this.#ports = new Ports({
      sockets: parts.sockets,
      opened(difference) {
        parts.descriptors.listeners += difference;
      },
    });
    this.left = new LeftPorts({
      ownership: this.#ownership,
      ports: this.#ports,
      evaluate: (records) => this.#evaluate(records),
      close: () => this.close(),
    });
  }

  /** All entries by id. */
  get records(): ReadonlyMap<string, EntryRecord> {
    return this.#ownership.records;
  }

  /** Applies a change; resolves when each entry was tried once. `earlier` has counters to go on from. */
  async apply(
    { put, remove, order }: RelayChange,
    earlier: Readonly<Record<string, EntryCounters>> = {},
  ): Promise<void> {
    const asked = await this.inTurn(async () => {
      const places = new Places();
      for (const id of remove) this.#remove(id, places);
      const changed = new Set<EntryRecord>();
      const slices = new Slices();
      for (const spec of put) {
        changed.add(this.#put(spec, places, earlier[spec.id]));
        if (slices.due) await slices.next();
      }
      for (const record of this.#ownership.heldBack) changed.add(record);
      if (order) for (const record of this.#ownership.reorder(order)) changed.add(record);
      await this.#decide(changed, places, remove);
      return [...changed].filter((record) => this.#named.has(record));
    });
    if (asked.length === 0) return;
    await atMost(NAME_WAIT_MS, Promise.all(asked.map((record) => this.#resolve(record))));
  }

  /** Tries whether entries could listen beside what listens now; resolves to those that could not. */
  tryListen(entries: readonly RelayEntry[]): Promise<readonly TrialRefusal[]> {
    const { names, descriptors } = this.#parts;
    const parts = { names, ports: this.#ports, mostSockets: descriptors.mostListeners };
    return this.inTurn(() => tryEntries(entries, parts));
  }

  /** Returns whether a connection of the entry to this address and port would come back to it; holds the entry then. */
  loops(record: EntryRecord, address: string, port: number): boolean {
    const reason = this.#ownership.loopTo(record, address, port);
    if (reason === undefined) return false;
    record.counters.failed(reason);
    void this.inTurn(async () => {
      if (this.records.get(record.id) !== record || record.loop !== undefined) return;
      this.#ownership.hold(record, reason);
      await this.#decide(new Set(), new Places(), [record.id]);
    });
    return true;
  }

  /** Stops listening everywhere, for good. */
  close(): void {
    this.#closed = true;
    clearInterval(this.#ticker);
    this.#ports.close();
    for (const record of this.records.values()) {
      if (record.status.state !== 'listening') continue;
      record.status = { state: 'stopped' };
      this.#changes.push({ id: record.id, status: record.status, problem: undefined });
    }
    this.#tell();
  }

  #remove(id: string, places: Places): void {
    const record = this.records.get(id);
    if (!record) return;
    if (record.inPlay) places.add(record);
    this.#later.delete(record);
    this.#named.delete(record);
    this.#ownership.leave(record);
    this.#changes.push({ id, status: undefined });
  }

  #put(spec: RelayEntry, places: Places, earlier: EntryCounters | undefined): EntryRecord {
    let record = this.records.get(spec.id);
    if (record) {
      if (record.inPlay) places.add(record);
      record.set(spec);
      record.counters.forgetNames();
    } else record = new EntryRecord(spec, earlier);
    this.#ownership.enter(record);
    const { addresses, problem } = knownAddresses(spec);
    record.addresses = addresses;
    record.nameProblem = problem;
    record.failures = 0;
    if (spec.listen.host.kind === 'name' && !spec.hold) this.#named.add(record);
    else this.#named.delete(record);
    return record;
  }

  /** Decides anew who owns what; opens and closes sockets for it, and sees what became of them. */
  async #decide(
    changed: ReadonlySet<EntryRecord>,
    places: Places,
    dropped: readonly string[] = [],
  ): Promise<void> {
    const affected = await this.#ownership.decide(changed, dropped);
    if (this.#closed) return;
    for (const record of affected) {
      // A range of 65,535 ports that is held costs nothing.
      if (record.inPlay || record.counted > 0) places.add(record);
      record.inPlay = record.counted > 0;
    }
    if (this.left.awaits(affected)) return;
    await this.#ports.arrange(places, this.#ownership.ownersOf);
    await this.#evaluate(affected);
  }

  /** An address that failed on one port is given up on all ports of its entry. */
  async #evaluate(affected: Iterable<EntryRecord>): Promise<void> {
    const records = [...affected];
    const failed = new Places();
    const waiting = new Set<EntryRecord>();
    const slices = new Slices();
    for (const record of records) {
      if (slices.due) await slices.next();
      // All that it was granted has failed before: nothing was tried now, and the reason stays.
      if (record.granted.length === 0) record.problem = undefined;
      else if (record.active.size === 0) waiting.add(record);
      for (const address of record.active) {
        const problem = this.#problemOf(record, address);
        if (!problem) continue;
        record.problem = problem;
        record.active.delete(address);
        failed.add(record);
      }
    }
    if (failed.size > 0) await this.#ports.arrange(failed, this.#ownership.ownersOf);
    for (const record of records) {
      this.#settle(record, !waiting.has(record));
      if (slices.due) await slices.next();
    }
    this.#tell();
  }

  #problemOf({ spec: { protocol, listen } }: EntryRecord, address: string): ListenProblem | undefined {
    const { version } = listen;
    for (let { from: port } = listen.ports; port <= listen.ports.to; port += 1) {
      const problem = this.#ports.group({ protocol, version, port })?.problem(address);
      if (problem) return problem;
    }
    return undefined;
  }

  /** `isTried`: it was tried just now; other entries that change do not put its next try off. */
  #settle(record: EntryRecord, isTried: boolean): void {
    const before = record.status;
    record.status = listenStatus(
      record,
      this.#ownership.grant(record.id),
      (id) => this.records.get(id)?.spec,
      this.#ports.isPartial(record),
    );
    const { state, reason } = record.status;
    if (state === 'failed' || record.loop !== undefined) {
      if (isTried || !this.#later.has(record)) record.putOff();
      this.#later.add(record);
    } else {
      record.failures = 0;
      this.#later.delete(record);
    }
    const problem = state === 'failed' ? record.problem : undefined;
    // Another program may have a port that is still taken.
    if (before.state === state && before.reason === reason && problem?.code !== 'EADDRINUSE') return;
    this.#changes.push({ id: record.id, status: record.status, problem });
  }

  #tell(): void {
    const changes = this.#changes;
    this.#changes = [];
    if (changes.length > 0) this.#parts.onStatus(changes);
    if (this.#closed) return;
    if (this.#later.size > 0 || this.#ports.unsettled || this.#named.size > 0) {
      this.#ticker ??= setInterval(() => void this.#tick(), TICK_MS).unref();
    } else {
      clearInterval(this.#ticker);
      this.#ticker = undefined;
    }
  }

  /** Tries again what is due. */
  async #tick(): Promise<void> {
    if (this.#ticking || this.#closed) return;
    this.#ticking = true;
    if (this.#ports.unsettled) await this.inTurn(() => this.#settlePorts());
    const now = performance.now();
    const due = [...this.#later].filter(({ retryAt }) => retryAt <= now);
    const renewal = now - this.#namesAsked >= this.#parts.nameRenewalMs;
    if (renewal) this.#namesAsked = now;
    const named = renewal ? this.#named : due.filter((record) => this.#named.has(record));
    const others = due.filter((record) => !this.#named.has(record));
    await Promise.all([...named].map((record) => this.#resolve(record)));
    await Promise.all(others.map((record) => this.#renewTargets(record)));
    if (others.length > 0) {
      await this.inTurn(async () => {
        const still = others.filter((record) => this.records.get(record.id) === record);
        await this.#decide(new Set(still), new Places());
      });
    }
    this.#ticking = false;
  }

  /** Asks for the addresses of a listen name and decides by the answer. */
  async #resolve(record: EntryRecord): Promise<void> {
    const { spec } = record;
    const { addresses, problem } = await resolvedAddresses(spec, this.#parts.names);
    await this.#renewTargets(record);
    await this.inTurn(async () => {
      if (record.spec !== spec || this.records.get(spec.id) !== record) return;
      const places = new Places();
      if (record.inPlay) places.add(record);
      record.addresses = addresses;
      record.nameProblem = problem;
      const { host, version } = spec.listen;
      if (host.kind === 'name')
        record.counters.named('listen', this.#parts.names.resolved(host.name, version));
      await this.#decide(new Set([record]), places);
    });
  }

  /** A loop may be over when the name of a target has other addresses now. */
  async #renewTargets({ loop, spec }: EntryRecord): Promise<void> {
    if (loop === undefined) return;
    const { names } = this.#parts;
    for (const { host, version } of spec.targets) {
      if (host.kind === 'name') await names.resolve(host.name, version).catch(() => {});
    }
  }

  async #settlePorts(): Promise<void> {
    const groups = await this.#ports.settle();
    const owners = new Set<EntryRecord>();
    for (const group of groups) {
      for (const record of this.#ownership.ownersOf(group).values()) owners.add(record);
    }
    await this.#evaluate(owners);
  }

  /** One step after the other, so that no two decide about the same port. */
  inTurn<Result>(step: () => Promise<Result>): Promise<Result> {
    const done = this.#last.then(step);
    this.#last = done.catch(() => {});
    return done;
  }
}
