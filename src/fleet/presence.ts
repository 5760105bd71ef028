import { DeliverPolicy } from '@nats-io/jetstream';
import { ANSWER_MS, type Engine } from './engine.ts';
import { type KnownMachine, type MachineState, parseState, stateDocument } from './machine-state.ts';
import { type FleetNames, machineSubject } from './names.ts';
import { pack, unpack } from './packed.ts';

/** How often a machine tells that it is there, in ms. */
export const BEAT_MS = 3_000;

/** A machine that has not told anything for so long is lost, in ms. */
const LOST_MS = 9_000;

/** What the machines of a fleet tell of themselves: one message each, the last one counts. */
export class Presence {
  readonly #engine: Engine;
  readonly #names: FleetNames;

  constructor(engine: Engine, names: FleetNames) {
    this.#engine = engine;
    this.#names = names;
  }

  /** Tells of a machine. */
  async tell(machine: string, state: MachineState): Promise<void> {
    const bytes = await pack(stateDocument(state));
    await this.#engine.stream.publish(machineSubject(this.#names.fleet, machine), bytes, {
      timeout: ANSWER_MS,
    });
  }

  /** Removes what a machine told: it has left. */
  async forget(machine: string): Promise<void> {
    const { streams } = this.#engine.manager;
    const { machineStream, fleet } = this.#names;
    const told = await streams.getMessage(machineStream, { last_by_subj: machineSubject(fleet, machine) });
    // Not by a purge: see the removal of snapshots.
    if (told) await streams.deleteMessage(machineStream, told.seq, false);
  }

  /**
   * Returns all machines, by name. Whether one is lost is told by the clock of the servers alone.
   */
  async list(): Promise<KnownMachine[]> {
    const prefix = this.#names.machines.slice(0, -1);
    const told: (Omit<KnownMachine, 'lostMs'> & { readonly at: number })[] = [];
    for await (const { subject, data, timestamp } of this.#messages()) {
      const state = parseState(await unpack(data));
      const heard = new Date(timestamp);
      told.push({ name: subject.slice(prefix.length), state, heard, at: heard.getTime() });
    }
    const now = await this.#now();
    return told
      .map(({ name, state, heard, at }) => {
        const lostMs = now - at > LOST_MS ? now - at : undefined;
        return { name, state, heard, lostMs };
      })
      .sort((one, other) => (one.name < other.name ? -1 : 1));
  }

  /** Returns the time of the servers, in ms since the epoch. */
  async #now(): Promise<number> {
    const { machineStream, clock } = this.#names;
    await this.#engine.stream.publish(clock, undefined, { timeout: ANSWER_MS });
    const message = await this.#engine.manager.streams.getMessage(machineStream, { last_by_subj: clock });
    return message?.time.getTime() ?? 0;
  }

  async *#messages(): AsyncGenerator<{ subject: string; data: Uint8Array; timestamp: string }> {
    const consumer = await this.#engine.stream.consumers.get(this.#names.machineStream, {
      filter_subjects: this.#names.machines,
      deliver_policy: DeliverPolicy.LastPerSubject,
      inactive_threshold: 10 * 1_000_000_000,
    });
    let { num_pending: left } = await consumer.info(true);
    if (left === 0) return;
    const messages = await consumer.consume();
    try {
      for await (const message of messages) {
        yield message;
        left -= 1;
        if (left === 0) return;
      }
    } finally {
      messages.stop();
      await consumer.delete().catch(() => {});
    }
  }
}
