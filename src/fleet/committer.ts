import { randomUUID } from 'node:crypto';
import { JetStreamApiError } from '@nats-io/jetstream';
import { pause } from '../async/pause.ts';
import { TaskQueue } from '../async/task-queue.ts';
import type { ChangeResult, Transaction, TransactionResult } from '../portproxy/changes/results.ts';
import type { Services } from '../portproxy/port.ts';
import { type Author, type Commit, type CommitBody, type CommitHead } from './commit.ts';
import { LogFault } from './fault.ts';
import { engineReason, isDenied } from './engine.ts';
import { FleetFault } from './fleet-fault.ts';
import type { Followed } from './followed.ts';
import { type HistoryQuery, type PastCommit, type SideFilter, pastCommits } from './history.ts';
import type { FleetLog } from './log.ts';
import { APPEND_MS, type LogWriter } from './log-writer.ts';
import { type ChangeRequest, type Planned, planChanges, planWhole } from './plan-changes.ts';
import { planUndo, readUndone } from './plan-undo.ts';
import { SNAPSHOT_EVERY, type Snapshots } from './snapshots.ts';

/** What commits are made with. */
export interface CommitterParts {
  readonly log: FleetLog;
  readonly writer: LogWriter;
  readonly snapshots: Snapshots;
  readonly followed: Followed;
  readonly machine: string;
  readonly services: () => Services;
  /** Called where the log on the servers is not the one that was read. */
  readonly onLost: () => void;
}

/** How often changes are planned anew because others were faster. */
const TRIES = 100;
/** Longest wait until what is in the log is here, in ms. */
const FOLLOW_MS = 5_000;
/** The pause after a commit of this machine, in ms. */
const GIVE_WAY_MS = 5;
/** The wait for a commit of others that the servers do not show yet, in ms. */
const SHOWN_MS = 20;

/** Makes changes of the fleet's table, one commit after the other; each on the newest table, planned anew where others came first. */
export class Committer {
  readonly #parts: CommitterParts;
  readonly #queue = new TaskQueue();
  #committedAt = -Infinity;

  constructor(parts: CommitterParts) {
    this.#parts = parts;
  }

  /** Makes changes in order in one commit, and leaves out those that are refused. Rejects with a `FleetFault`. */
  changes(request: ChangeRequest, user: string): Promise<readonly ChangeResult[]> {
    return this.#commit(user, (others) =>
      planChanges(this.#parts.followed.table, request, this.#parts.services(), others),
    );
  }

  /** Makes a transaction in one commit, or nothing of it. Rejects with a `FleetFault`. */
  transaction(transaction: Transaction, user: string): Promise<TransactionResult> {
    const { followed, services } = this.#parts;
    return this.#commit(user, (others) =>
      planWhole(followed.table, transaction, services(), others, followed.recent),
    );
  }

  /** Puts back in one commit what another one changed, or nothing of it. Rejects with a `FleetFault`. */
  async undo(revision: number, side: SideFilter, user: string): Promise<TransactionResult> {
    const { log, followed } = this.#parts;
    const undone = await readUndone(log.history(1), revision, side).catch((error: unknown) => {
      throw readFault(error);
    });
    const { last } = undone;
    if (!(await followed.reached(last.sequence, FOLLOW_MS))) throw notFollowing();
    const plan = (others: readonly Commit[]): Planned<TransactionResult> =>
      planUndo(followed.table, undone, others);
    return await this.#commit(user, plan, last.revision);
  }

  /** Returns commits of the past. Rejects with a `FleetFault`. */
  async history(query: HistoryQuery): Promise<readonly PastCommit[]> {
    try {
      return await pastCommits(this.#parts.log.history(1), query);
    } catch (error) {
      throw readFault(error);
    }
  }

  /** Makes a commit of what `plan` makes of the newest table; it is given the commits behind the revision `since`. */
  #commit<Answer>(
    user: string,
    plan: (others: readonly Commit[]) => Planned<Answer>,
    since?: number,
  ): Promise<Answer> {
    const { followed, machine } = this.#parts;
    const author: Author = { user, machine };
    return this.#queue.run(async () => {
      await this.#giveWay();
      const writtenFor = since ?? followed.table.point.revision;
      /** The answers of the tries that were sent, by the ids of their commits. */
      const sent = new Map<string, Answer>();
      for (let tries = 0; tries < TRIES; tries += 1) {
        const others = followed.since(writtenFor);
        if (!others) throw new FleetFault('changed', REPLACED);
        // A try counts when it was read in the log, in whatever way its acknowledgement came.
        const made = others.find(({ id }) => sent.has(id));
        const answer = made && sent.get(made.id);
        if (answer) {
          this.#committedAt = performance.now();
          void this.#snapshot();
          return answer;
        }
        const planned = plan(others);
        if (!planned.body) return planned.answer;
        const { point } = followed.table;
        const head = { id: randomUUID(), parent: point.id, revision: point.revision + 1, author };
        sent.set(head.id, planned.answer);
        await this.#send(head, planned.body);
      }
      throw new FleetFault('changed', 'Other members change the fleet all the time. Try it again.');
    });
  }

  /**
   * Sends a commit, and resolves when the log was read as far as it can stand there: it is in the table then, or another one came
   * before it. That the servers acknowledged it is not enough: a leader that dies can have taken two behind the same one.
   */
  async #send(head: CommitHead, body: CommitBody): Promise<void> {
    const { writer, followed } = this.#parts;
    const after = followed.seen;
    const until = performance.now() + APPEND_MS;
    for (;;) {
      const { sequence, parts } = await writer.append(head, body, after).catch((error: unknown) => {
        throw appendFault(error);
      });
      const isThere =
        sequence === 'stale' ? await this.#catchUp() : await followed.reached(sequence, FOLLOW_MS);
      if (isThere) {
        if (!followed.recent.some(({ id }) => id === head.id)) void writer.forget(parts);
        return;
      }
      if (performance.now() > until) throw notFollowing();
    }
  }

  /** Resolves to whether this machine has read what the log has now. */
  async #catchUp(): Promise<boolean> {
    const { log, followed, onLost } = this.#parts;
    const { seen } = followed;
    const last = await log.last().catch((error: unknown) => {
      throw appendFault(error);
    });
    if (seen > (last ?? 0)) {
      onLost();
      throw new FleetFault('unreachable', LOST);
    }
    // The servers have taken another commit that they do not show yet.
    if (seen === last) await pause(SHOWN_MS);
    return await followed.reached(last ?? 0, FOLLOW_MS);
  }

  /** Who has just made a commit lets those of other machines come first: he alone knows the newest table at once. */
  async #giveWay(): Promise<void> {
    if (performance.now() - this.#committedAt < GIVE_WAY_MS) await pause(GIVE_WAY_MS);
  }

  /** Stores a snapshot where one is due. Where that fails, the next commit that is due tries again. */
  async #snapshot(): Promise<void> {
    const { followed, snapshots } = this.#parts;
    if (followed.table.point.revision % SNAPSHOT_EVERY !== 0) return;
    await snapshots.save(followed.table).catch(() => {});
  }
}

const LOST =
  'The log of the fleet on its servers is not the one that this machine follows. See fleet show status.';

const REPLACED = 'The table of the fleet was replaced meanwhile. Look at it, and make the change anew.';

function notFollowing(): FleetFault {
  return new FleetFault(
    'unreachable',
    'This machine cannot read in time what the servers of the fleet took. It may be made all the same: look at the table.',
  );
}

function readFault(error: unknown): FleetFault {
  if (error instanceof FleetFault) return error;
  const text =
    error instanceof LogFault
      ? error.message
      : `The history of the fleet cannot be read: ${engineReason(error)}.`;
  return new FleetFault('unreachable', text, error);
}

function appendFault(error: unknown): FleetFault {
  if (error instanceof FleetFault) return error;
  if (isDenied(error)) {
    return new FleetFault(
      'elevation',
      'The account of this machine may only read the fleet: its servers do not permit changes.',
      error,
    );
  }
  const reason =
    error instanceof JetStreamApiError
      ? `The servers of the fleet do not take the change: ${engineReason(error)}.`
      : `The servers of the fleet do not answer (${engineReason(error)}). It may be made all the same: look at the table.`;
  return new FleetFault('unreachable', reason, error);
}
