import type { FleetReport, SilentEntry } from '../../fleet/machine-state.ts';
import { differences } from '../../portproxy/changes/differences.ts';
import type { Entry } from '../../portproxy/entry.ts';
import { entryKey, entryLabel } from '../../portproxy/key.ts';
import type { EntryState, EntryStatus } from '../../portproxy/state.ts';
import { Table } from '../../portproxy/table.ts';
import type { SharedEntry } from '../fleet/shared-entry.ts';
import type { Effect } from './effect.ts';

/**
 * The table of this machine and behind it the entries of its fleet, brought into effect as one: where both name the same side,
 * the machine's own entry wins and the fleet's is held.
 */
export class SharedTable {
  readonly #effect: Effect;
  #shared: readonly SharedEntry[];
  #own = new Table();
  /** What the relay has. */
  #brought = new Table();

  /** `shared`: the entries of the fleet as they are known at the beginning. */
  constructor(effect: Effect, shared: readonly SharedEntry[]) {
    this.#effect = effect;
    this.#shared = shared;
  }

  /** Brings the machine's own table into effect; entries that are `named` are tried again where they do not listen. */
  async bring(own: Table, named: readonly Entry[]): Promise<void> {
    this.#own = own;
    const whole = this.#whole();
    const { put, removed } = differences(this.#brought, whole);
    this.#brought = whole;
    await this.#effect.bring(whole, this.#effect.worthATry(whole, put, named), removed);
  }

  /** Brings the machine's own table into effect, and judges every entry anew. */
  async bringAnew(own: Table): Promise<void> {
    this.#own = own;
    const whole = this.#whole();
    const { removed } = differences(this.#brought, whole);
    this.#brought = whole;
    await this.#effect.bring(whole, whole.entries(), removed);
  }

  /** Takes other entries of the fleet, in one step. */
  async takeShared(shared: readonly SharedEntry[]): Promise<void> {
    this.#shared = shared;
    await this.bring(this.#own, []);
  }

  /** Tells what the entries of the fleet do here. */
  report(): FleetReport {
    const counts: Record<EntryState, number> = { listening: 0, held: 0, failed: 0, disabled: 0, stopped: 0 };
    const silent: SilentEntry[] = [];
    for (const one of this.#shared) {
      const { state, reason } = this.#status(one);
      counts[state] += 1;
      if (reason !== undefined && state !== 'disabled')
        silent.push({ key: entryKey(one.entry), state, reason });
    }
    return { counts, silent };
  }

  /** Returns the entries of the fleet that are in effect beside the machine's own table. */
  inEffect(own: Table): readonly Entry[] {
    return this.#shared
      .filter(({ entry, fault }) => fault === undefined && !own.get(entry))
      .map(({ entry }) => entry);
  }

  #status({ entry, fault }: SharedEntry): EntryStatus {
    if (fault !== undefined) return { state: 'held', reason: fault };
    if (this.#own.get(entry)) {
      return {
        state: 'held',
        reason: `This machine has an entry ${entryLabel(entry)} of its own, which comes first.`,
      };
    }
    return this.#effect.status(entry);
  }

  #whole(): Table {
    const own = this.#own;
    const theirs = this.inEffect(own);
    return theirs.length === 0 ? own : new Table([...own.entries(), ...theirs]);
  }
}
