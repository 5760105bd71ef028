import { JetStreamApiError } from '@nats-io/jetstream';
import { errors } from '@nats-io/transport-node';
import { pause } from '../async/pause.ts';
import { type CommitBody, type CommitHead, fleetDocument } from './commit.ts';
import { type Engine, isDenied } from './engine.ts';
import type { FleetNames } from './names.ts';
import { pack, partsOf } from './packed.ts';

/** What the servers made of a commit: its sequence, or `stale` where others came between; and the sequences of its parts. */
interface Appended {
  readonly sequence: number | 'stale';
  readonly parts: readonly number[];
}

/** The servers have no room left (error 10023 of the server's API). */
const NO_ROOM = 10_023;
/** Other commits were made since the one that it should follow on (error 10071 of the server's API). */
const WRONG_LAST_SEQUENCE = 10_071;

/** What the head of a message and the server's own lines take of its longest payload, in bytes. */
const HEAD_BYTES = 16 * 1024;

/** Longest time for one commit, while a server has died and another one takes its place, in ms. */
export const APPEND_MS = 15_000;
/** A message that is not acknowledged is sent again after so long, in ms, and somewhat more for a long one: one for so many bytes. */
const TRY_MS = 2_000;
const BYTES_PER_MS = 250;
/** The pause after a refusal that may pass, in ms. */
const AGAIN_MS = 200;

/** Writes to the log of a fleet. */
export class LogWriter {
  readonly #engine: Engine;
  readonly #names: FleetNames;

  constructor(engine: Engine, names: FleetNames) {
    this.#engine = engine;
    this.#names = names;
  }

  /**
   * Appends a commit behind the message at a sequence. A commit whose acknowledgement was lost is sent again under its id, which
   * the server takes once; it may be called again with the same commit. Rejects where the servers do not take it in time: it may be in
   * the log then. That it was acknowledged is no proof that it counts: only the log is.
   */
  async append(head: CommitHead, body: CommitBody, after: number): Promise<Appended> {
    const { log, part } = this.#names;
    const whole = await pack(fleetDocument({ ...head, ...body }));
    if (whole.length <= this.#most) {
      return { sequence: await this.#publish(log, whole, head.id, after), parts: [] };
    }
    const parts = await this.publishParts(part, await pack(fleetDocument(body)), head.id);
    const document = await pack(fleetDocument({ ...head, parts }));
    // Where that fails the parts stay: it may be in the log all the same.
    return { sequence: await this.#publish(log, document, head.id, after), parts };
  }

  /** Publishes bytes in parts; resolves with the sequences of these. Where one is not taken, those before it are removed. */
  async publishParts(subject: string, bytes: Uint8Array, id: string): Promise<number[]> {
    const sequences: number[] = [];
    try {
      for (const [index, part] of partsOf(bytes, this.#most).entries()) {
        const sequence = await this.#publish(subject, part, `${id}-${index}`);
        if (sequence !== 'stale') sequences.push(sequence);
      }
    } catch (error) {
      await this.forget(sequences);
      throw error;
    }
    return sequences;
  }

  /** Removes messages that nothing names; one that cannot be removed is bounded by the stream's limits. */
  async forget(sequences: readonly number[]): Promise<void> {
    for (const sequence of sequences) {
      await this.#engine.manager.streams
        .deleteMessage(this.#names.logStream, sequence, false)
        .catch(() => {});
    }
  }

  /** Publishes one message; `after`: only where that is the last sequence of its subject. */
  async #publish(subject: string, bytes: Uint8Array, id: string, after?: number): Promise<number | 'stale'> {
    const until = performance.now() + APPEND_MS;
    for (;;) {
      try {
        const { seq } = await this.#engine.stream.publish(subject, bytes, {
          msgID: id,
          timeout: TRY_MS + Math.ceil(bytes.length / BYTES_PER_MS),
          expect: {
            streamName: this.#names.logStream,
            ...(after !== undefined && { lastSubjectSequence: after }),
          },
        });
        return seq;
      } catch (error) {
        if (error instanceof JetStreamApiError && error.code === WRONG_LAST_SEQUENCE) return 'stale';
        if (!mayPass(error) || performance.now() > until) throw error;
        await pause(AGAIN_MS);
      }
    }
  }

  /** Longest payload of a message, in bytes. */
  get #most(): number {
    return (this.#engine.connection.info?.max_payload ?? 1024 * 1024) - HEAD_BYTES;
  }
}

/** Whether a refusal can pass by itself: the stream has no leader at this moment, or the connection is being made anew. */
function mayPass(error: unknown): boolean {
  if (isDenied(error)) return false;
  // 503: the stream has no leader, or too few servers are there.
  if (error instanceof JetStreamApiError) return error.status === 503 && error.code !== NO_ROOM;
  return !(error instanceof errors.ClosedConnectionError);
}
