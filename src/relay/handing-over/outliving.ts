import { monotonicNow } from '../common/wall-clock.ts';
import type { EntryRecord } from '../entries/entry-record.ts';
import type { EntryCounters, RelayChange } from '../relay.ts';
import { faultText } from './fault-text.ts';
import { held } from './held.ts';
import type { Life } from './life.ts';
import type { LifeAnswer, OutlivingStep } from './steps.ts';

/**
 * Carries out the steps of leaving listeners to another process, where sockets cannot be handed over. The earlier process goes on with
 * its connections until they end (`outlive`), or with everything (`rebind`).
 */
export class Outliving {
  /** Counters that entries are to go on from when they are put. */
  #counters: Readonly<Record<string, EntryCounters>> | undefined;
  /** Lets entries be opened and closed again. */
  #goOn: (() => void) | undefined;
  #isAlone = false;

  /** The counters of entries in the process that is followed; undefined where none is. */
  get counters(): Readonly<Record<string, EntryCounters>> | undefined {
    return this.#counters;
  }

  /** Whether another process listens from now on, for good. */
  get isAlone(): boolean {
    return this.#isAlone;
  }

  /** Carries out a step; never rejects for what the system refuses. */
  async answer(life: Life, step: OutlivingStep): Promise<LifeAnswer> {
    try {
      return await this.#step(life, step);
    } catch (error) {
      return { reason: faultText(error) };
    }
  }

  /** Takes a change of the table, which holds for the connections that are left. */
  apply({ listening, admission }: Life, change: RelayChange): void {
    const put = listening.left.follow(change);
    admission.changed(put, isServed(listening.records));
  }

  async #step(life: Life, step: OutlivingStep): Promise<LifeAnswer> {
    const { listening, admission } = life;
    switch (step.kind) {
      case 'tell-counters':
        return {
          counters: countersOf(listening.records),
          listening: listening.left.listening(),
          lastId: lastIdOf(life),
        };
      case 'release':
        return await this.#release(life, step.ids);
      case 'await-ports':
        listening.left.await();
        return {};
      case 'bind':
        await listening.inTurn(() => listening.left.bind(step.ids, step.awaited));
        return { at: monotonicNow() };
      case 'rebind': {
        const goOn = this.#goOn ?? (await held(listening));
        await listening.left.rebind();
        goOn();
        this.#goOn = undefined;
        return {};
      }
      case 'outlive':
        this.#isAlone = true;
        life.outlive();
        return {};
      case 'count-on':
        if (life.lastId() < step.lastId) life.countOn(step.lastId);
        this.#counters = step.counters ?? this.#counters;
        return {};
      case 'add-counts':
        for (const { id, growth } of step.grown) listening.records.get(id)?.counters.add(growth);
        for (const ended of step.recent) life.recent.push(ended);
        admission.changed([], isServed(listening.records));
        return {};
    }
  }

  async #release(life: Life, ids: readonly string[]): Promise<LifeAnswer> {
    this.#goOn ??= await held(life.listening);
    // Clients that wait in the system's queue are accepted before they would be lost with it.
    for (let turns = 0; turns < 2; turns += 1) await new Promise((turn) => setImmediate(turn));
    const at = monotonicNow();
    life.listening.left.release(ids);
    return { at, lastId: lastIdOf(life) };
  }
}

/** Clients that were accepted and wait get numbers later. */
function lastIdOf({ lastId, admission }: Life): number {
  return lastId() + [...admission.waiting()].length;
}

type Records = ReadonlyMap<string, EntryRecord>;

function countersOf(records: Records): Record<string, EntryCounters> {
  return Object.fromEntries(Array.from(records.values(), ({ id, report }) => [id, report.counters]));
}

function isServed(records: Records): (entry: EntryRecord) => boolean {
  return (entry) => records.get(entry.id) === entry && entry.spec.hold === undefined;
}
