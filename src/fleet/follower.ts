import { LogFault } from './fault.ts';
import type { Engine } from './engine.ts';
import { strangeCommit } from './fleet-table.ts';
import type { Followed } from './followed.ts';
import { type Following, type FleetLog, type LogMessage, unlessForeign } from './log.ts';
import { checkLog, meetLog } from './meet-log.ts';
import type { FleetNames } from './names.ts';
import { Remarks } from './remarks.ts';
import type { Snapshots } from './snapshots.ts';
import { ensureStreams } from './streams.ts';

/** What a fleet's log is followed with. */
export interface FollowerParts {
  readonly engine: Engine;
  readonly names: FleetNames;
  readonly log: FleetLog;
  readonly snapshots: Snapshots;
  readonly followed: Followed;
  /** Called each time everything is known that there was. */
  readonly onCurrent: () => void;
  /** Gets sentences for the log of the service. */
  readonly onNotice: (text: string) => void;
}

/** Whether the log is still the one that is followed is looked at so often, in ms. */
const LOOK_MS = 5_000;
/** Whether it is kept by three servers, each so many times. */
const LOOKS = 12;

/** Follows the log of a fleet on one connection. */
export class Follower {
  readonly #parts: FollowerParts;
  readonly #remarks: Remarks;
  #following: Following | undefined;

  constructor(parts: FollowerParts) {
    this.#parts = parts;
    this.#remarks = new Remarks(parts.onNotice);
  }

  /**
   * Follows the log until its consumer ends, with its server or otherwise: then it is to be called again. Rejects with a `LogFault`
   * where the log cannot be followed as it is, with any other error where the servers do not do what they are asked for.
   */
  async follow(): Promise<void> {
    const { engine, names, log, snapshots, followed, onCurrent } = this.#parts;
    await ensureStreams(engine, names, followed.newest.point.revision);
    await meetLog(followed, log, snapshots).catch(async (error: unknown) => {
      // A server told of commits that the others do not have: what was read of them is read again.
      if (!(error instanceof LogFault) || !followed.forget()) throw error;
      await meetLog(followed, log, snapshots);
    });
    followed.rewind();
    const following = await log.follow(followed.seen + 1);
    this.#following = following;
    let looks = 0;
    const look = setInterval(() => {
      looks += 1;
      void this.#look(looks % LOOKS === 0);
    }, LOOK_MS);
    try {
      if (following.pending === 0) {
        followed.tell();
        onCurrent();
      }
      for await (const message of following.messages) {
        await this.#take(message);
        const { pending } = message;
        // What was missed is taken in one step.
        if (pending === 0 || followed.isAwaited) followed.tell();
        if (pending === 0) onCurrent();
      }
    } finally {
      clearInterval(look);
      following.stop();
      this.#following = undefined;
    }
  }

  /** Ends `follow`, to be called again. */
  stop(): void {
    this.#following?.stop();
  }

  /** Takes a message into the table, or passes it over. */
  async #take({ read, at, sequence }: LogMessage): Promise<void> {
    const { log, followed } = this.#parts;
    if (read instanceof LogFault) {
      if (!read.isForeign) throw read;
      return this.#ignore(sequence, read);
    }
    const place = followed.newest.placeOf(read, sequence);
    if (place === 'strange') throw strangeCommit(read.revision, followed.newest.point.revision);
    if (place === 'next') {
      const commit = await log.whole(read, at).catch((error: unknown) => {
        unlessForeign(error);
        this.#ignore(sequence, error);
      });
      if (commit) followed.apply(commit, sequence);
      return;
    }
    // It came second behind the same commit, or a log begins anew below the table: then the table's own last commit is gone.
    if (place === 'overtaken') await checkLog(followed.newest.point, log);
    followed.pass(sequence);
  }

  #ignore(sequence: number, fault: unknown): void {
    this.#parts.followed.pass(sequence);
    this.#remarks.ignored(sequence, fault instanceof Error ? fault.message : '');
  }

  /** Looks whether the log is still there: nobody tells that it was emptied. `all`: and whether it is kept as it should be. */
  async #look(all: boolean): Promise<void> {
    const { engine, names, log, followed } = this.#parts;
    try {
      if (all) await ensureStreams(engine, names, followed.newest.point.revision);
      const { point } = followed.newest;
      // A log that is removed or made anew ends its consumer; one that is emptied does not.
      if (!(await log.hasRead(point.sequence))) await checkLog(point, log);
    } catch (error) {
      // Servers that do not answer are noticed by their silence.
      if (error instanceof LogFault) this.stop();
    }
  }
}
