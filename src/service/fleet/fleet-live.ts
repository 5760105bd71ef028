import { FleetFault } from '../../fleet/fleet-fault.ts';
import type { FleetTable } from '../../fleet/fleet-table.ts';
import { fleetListing } from '../../fleet/listed-entries.ts';
import type { KnownMachine } from '../../fleet/machine-state.ts';
import { messageOf } from '../../errors/unknown.ts';
import { pauseOrAbort } from '../../async/pause.ts';
import type { Entry } from '../../portproxy/entry.ts';
import { entryKey, parseKey } from '../../portproxy/key.ts';
import type { EntryState, EntryStatus } from '../../portproxy/state.ts';
import type { RelaySample } from '../../relay/relay.ts';
import type { RelayStatus } from '../contract/status.ts';
import type { Asker } from './ask-machines.ts';
import { MergedMachines } from './merged-machines.ts';
import { WatchedMachines } from './watched-machines.ts';

/** How often machines are asked to go on, in ms. */
const RENEW_MS = 2_000;
/** The first answer waits so long for machines to tell what they have, in ms. */
const FIRST_MS = 900;
/** How often the sentences about lost machines are made anew, in ms. */
const LISTED_MS = 10_000;

/** The fleet of this machine, as it is now. Both throw a `FleetFault` where it is in none. */
export interface LiveFleet {
  readonly table: () => FleetTable;
  readonly member: () => Asker & { readonly setting: { readonly fleet: string } };
}

/**
 * The live view of all machines of a fleet, as the source of a feed: its table, and what the machines tell of their connections.
 * Machines are asked while somebody reads it, and not at all else.
 */
export class FleetLive {
  readonly #fleet: LiveFleet;
  #end: AbortController | undefined;
  #merged = new MergedMachines();
  #machines: WatchedMachines | undefined;
  #table: FleetTable | undefined;
  #entries: readonly Entry[] = [];
  #revision = 0;
  #statuses = new Map<string, EntryStatus>();
  /** What the statuses were made of, and when; ms of performance.now(). */
  #listed = { of: '', at: -Infinity };
  #isAnew = true;
  /** Resolves when all machines have told what they have, or when that takes too long. */
  #first = Promise.withResolvers<void>();

  constructor(fleet: LiveFleet) {
    this.#fleet = fleet;
  }

  /** The table and the connections, as a feed reads them. */
  readonly core = ((live: FleetLive) => ({
    get revision(): number {
      return live.#look();
    },
    table: (): readonly Entry[] => live.#entries,
    statusOf: (key: string): EntryStatus => live.#statuses.get(key) ?? UNKNOWN,
    sample: async ({ anew }: { readonly anew: boolean }): Promise<RelaySample> => {
      await live.#first.promise;
      const isAll = anew || live.#isAnew;
      live.#isAnew = false;
      return live.#merged.sample(isAll, (key) => live.#statuses.get(key) ?? UNKNOWN);
    },
  }))(this);

  /** The status of the fleet, with these counts of its entries. */
  status(entries: Readonly<Record<EntryState, number>>): RelayStatus {
    const machines = this.#machines?.status ?? { count: 0, missing: [] };
    return {
      running: true,
      home: `fleet ${this.#name()}`,
      entries,
      connections: this.#merged.connections,
      machines,
    };
  }

  /** Begins to ask machines, or ends it. */
  watched(isWatched: boolean): void {
    this.#end?.abort();
    this.#end = undefined;
    this.#machines?.close();
    this.#machines = undefined;
    this.#merged = new MergedMachines();
    this.#listed = { of: '', at: -Infinity };
    this.#isAnew = true;
    if (!isWatched) return;
    this.#end = new AbortController();
    const first = Promise.withResolvers<void>();
    this.#first = first;
    setTimeout(() => first.resolve(), FIRST_MS).unref();
    void this.#follow(this.#end.signal, () => first.resolve());
  }

  async #follow(signal: AbortSignal, begun: () => void): Promise<void> {
    const merged = this.#merged;
    const watched: WatchedMachines = new WatchedMachines({
      message: (slot, name, message) => {
        merged.take(slot, name, message);
        if (watched.isWhole) begun();
      },
      gone: (slot) => merged.lose(slot),
    });
    this.#machines = watched;
    while (!signal.aborted) {
      try {
        const member = this.#fleet.member();
        const known = await member.machines();
        if (signal.aborted) return;
        watched.renew(known, (take) => member.openInbox(take));
        this.#list(known);
      } catch (error) {
        if (signal.aborted) return;
        begun();
        watched.away(error instanceof FleetFault ? error.message : messageOf(error));
      }
      await pauseOrAbort(RENEW_MS, signal);
    }
  }

  /** Looks at the table; returns another number whenever it is another one. */
  #look(): number {
    const table = this.#tableNow();
    if (table !== this.#table) {
      this.#table = table;
      // A family that only a later netsh knows is not shown.
      this.#entries = table?.entries().filter((entry) => parseKey(entryKey(entry))) ?? [];
      this.#revision += 1;
      for (const entry of this.#entries) this.#merged.touch(entryKey(entry));
    }
    return this.#revision;
  }

  /** Takes what the machines say of the entries of the fleet. */
  #list(known: readonly KnownMachine[]): void {
    const of = JSON.stringify([
      this.#table?.point.revision,
      known.map(({ name, lostMs, state }) => [name, lostMs !== undefined, state]),
    ]);
    const isAging = known.some(({ lostMs }) => lostMs !== undefined);
    const now = performance.now();
    if (of === this.#listed.of && !(isAging && now - this.#listed.at > LISTED_MS)) return;
    this.#listed = { of, at: now };
    const statuses = new Map<string, EntryStatus>();
    for (const { state, reason, ...entry } of fleetListing(this.#table?.rows() ?? [], known)) {
      const key = entryKey(entry);
      statuses.set(key, { state, reason });
      const before = this.#statuses.get(key);
      if (before?.state !== state || before.reason !== reason) this.#merged.touch(key);
    }
    this.#statuses = statuses;
  }

  #tableNow(): FleetTable | undefined {
    try {
      return this.#fleet.table();
    } catch (error) {
      if (error instanceof FleetFault) return undefined;
      throw error;
    }
  }

  #name(): string {
    try {
      return this.#fleet.member().setting.fleet;
    } catch (error) {
      if (error instanceof FleetFault) return '';
      throw error;
    }
  }
}

const UNKNOWN: EntryStatus = { state: 'stopped', reason: 'Its machines have not told yet.' };
