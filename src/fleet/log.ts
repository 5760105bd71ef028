import { type ConsumerMessages, DeliverPolicy, JetStreamApiError, type JsMsg } from '@nats-io/jetstream';
import { type Commit, type CommitMessage, parseBody, parseCommit } from './commit.ts';
import { LogFault } from './fault.ts';
import type { Engine } from './engine.ts';
import type { FleetNames } from './names.ts';
import { unpack } from './packed.ts';

/** A commit as it stands in the log. */
export interface LoggedCommit {
  readonly commit: Commit;
  /** Its place in the stream. */
  readonly sequence: number;
}

/** A message of the log. */
export interface LogMessage {
  /** A commit, its body not yet read where it stands in parts; or why it is none that this netsh can read. */
  readonly read: CommitMessage | LogFault;
  /** When the servers took it, in ms since the epoch. */
  readonly at: number;
  /** Its place in the stream. */
  readonly sequence: number;
  /** How many are behind it, as far as the server knew when it sent this one. */
  readonly pending: number;
}

/** Messages that follow on a place of the log, the new ones included as they come. */
export interface Following {
  /** How many there were at the beginning. */
  readonly pending: number;
  readonly messages: AsyncIterable<LogMessage>;
  /** Ends it: `messages` then ends too. */
  stop(): void;
}

/** There is no such message (10037 of the server's API). */
const NO_MESSAGE = 10_037;

/** The server gives a sign of life so often, in ms; after two that are missing, nobody follows any more. */
const SIGN_OF_LIFE_MS = 2_000;
/** A consumer that nobody reads is removed by the server after so long, in ns. */
const FORGOTTEN_NS = 60_000 * 1_000_000;

/** Longest content of parts, in bytes. */
const MAX_BYTES = 256 * 1024 * 1024;

/** The log of a fleet: commits, each made on the one before it. */
export class FleetLog {
  readonly #engine: Engine;
  readonly #names: FleetNames;

  constructor(engine: Engine, names: FleetNames) {
    this.#engine = engine;
    this.#names = names;
  }

  /** Returns the sequence of the last message; undefined where there is none. */
  async last(): Promise<number | undefined> {
    return (await this.message({ last_by_subj: this.#names.log }))?.seq;
  }

  /**
   * Returns whether the log can still be the one that was read up to a sequence, by what the servers count: little is sent for it,
   * however long commits are.
   */
  async hasRead(sequence: number): Promise<boolean> {
    const { logStream, log } = this.#names;
    const { state } = await this.#engine.manager.streams.info(logStream, { subjects_filter: log });
    return state.last_seq >= sequence && (sequence === 0 || (state.subjects?.[log] ?? 0) > 0);
  }

  /** Returns the first message from a sequence on; undefined where there is none. */
  async first(from: number): Promise<Pick<LogMessage, 'read' | 'sequence'> | undefined> {
    const found = await this.message({ seq: from, next_by_subj: this.#names.log });
    return found && { read: await readHead(found.data), sequence: found.seq };
  }

  /** Returns a message of the stream; undefined where there is none. */
  async message(
    query: { readonly seq: number; readonly next_by_subj?: string } | { readonly last_by_subj: string },
  ): Promise<{ readonly seq: number; readonly data: Uint8Array } | undefined> {
    try {
      return (await this.#engine.manager.streams.getMessage(this.#names.logStream, query)) ?? undefined;
    } catch (error) {
      if (error instanceof JetStreamApiError && error.code === NO_MESSAGE) return undefined;
      throw error;
    }
  }

  /** Returns the text that messages hold in parts. Rejects with a `LogFault` where one is gone. */
  async partsText(sequences: readonly number[]): Promise<string> {
    const parts: Uint8Array[] = [];
    let length = 0;
    for (const seq of sequences) {
      const message = await this.message({ seq });
      if (!message) throw new LogFault('A part of a commit or snapshot of the fleet is gone.');
      parts.push(message.data);
      length += message.data.length;
      if (length > MAX_BYTES) throw new LogFault('A commit or snapshot of the fleet is too long.', true);
    }
    return await unpack(Buffer.concat(parts));
  }

  /** Reads a commit with its parts. Rejects with a `LogFault`. */
  async whole(read: CommitMessage, at: number): Promise<Commit> {
    const whole = 'parts' in read ? { ...read, ...parseBody(await this.partsText(read.parts)) } : read;
    return { ...whole, at };
  }

  /** Follows the log from a sequence on, until it is stopped or the server gives no sign of life any more. */
  async follow(from: number): Promise<Following> {
    const consumer = await this.#engine.stream.consumers.get(this.#names.logStream, {
      filter_subjects: this.#names.log,
      deliver_policy: DeliverPolicy.StartSequence,
      opt_start_seq: from,
      inactive_threshold: FORGOTTEN_NS,
    });
    const { num_pending: pending } = await consumer.info(true);
    const messages = await consumer.consume({ idle_heartbeat: SIGN_OF_LIFE_MS });
    void stopAtSilence(messages);
    return {
      pending,
      messages: heads(messages),
      stop: () => {
        messages.stop();
        if (!this.#engine.connection.isClosed()) void consumer.delete().catch(() => {});
      },
    };
  }

  /** Reads the commits from a sequence to the one that is the last when it begins; what does not count is left out. */
  async *history(from: number): AsyncGenerator<LoggedCommit> {
    const following = await this.follow(from);
    let left = following.pending;
    let revision = 0;
    try {
      if (left === 0) return;
      for await (const { read, at, sequence, pending } of following.messages) {
        // Of two commits behind the same one the first counts.
        if (!(read instanceof LogFault) && read.revision > revision) {
          const commit = await this.whole(read, at).catch(unlessForeign);
          if (commit) {
            revision = commit.revision;
            yield { commit, sequence };
          }
        }
        left -= 1;
        if (left === 0 || pending === 0) return;
      }
    } finally {
      following.stop();
    }
    throw new LogFault('The servers of the fleet stopped in the middle of its history.');
  }
}

/** Stops following where the consumer is gone, or its server is silent: it is begun anew where it was. */
async function stopAtSilence(messages: ConsumerMessages): Promise<void> {
  for await (const { type } of messages.status()) {
    if (ENDS.has(type)) messages.stop();
  }
}

const ENDS: ReadonlySet<string> = new Set([
  'heartbeats_missed',
  'consumer_not_found',
  'consumer_deleted',
  'stream_not_found',
  'no_responders',
  'reset',
]);

async function* heads(messages: AsyncIterable<JsMsg>): AsyncGenerator<LogMessage> {
  for await (const message of messages) {
    yield {
      read: await readHead(message.data),
      at: new Date(message.timestamp).getTime(),
      sequence: message.seq,
      pending: message.info.pending,
    };
  }
}

async function readHead(data: Uint8Array): Promise<CommitMessage | LogFault> {
  try {
    return parseCommit(await unpack(data));
  } catch (error) {
    if (error instanceof LogFault) return error;
    throw error;
  }
}

/** Gives nothing for content that no netsh wrote so; throws any other error on. */
export function unlessForeign(error: unknown): undefined {
  if (error instanceof LogFault && error.isForeign) return undefined;
  throw error;
}
