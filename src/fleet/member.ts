import { pauseOrAbort } from '../async/pause.ts';
import type { ChangeResult, Transaction, TransactionResult } from '../portproxy/changes/results.ts';
import { LogFault } from './fault.ts';
import { Committer } from './committer.ts';
import { type Engine, closeEngine, engineReason, isUnknownAccount, openEngine, refusalOf } from './engine.ts';
import { FleetFault } from './fleet-fault.ts';
import type { FleetTable } from './fleet-table.ts';
import { Followed } from './followed.ts';
import type { HistoryQuery, PastCommit, SideFilter } from './history.ts';
import { Follower } from './follower.ts';
import { FleetLog } from './log.ts';
import { LogWriter } from './log-writer.ts';
import type { KnownMachine } from './machine-state.ts';
import type { MemberLink, MemberParts } from './member-parts.ts';
import { type FleetNames, fleetNames } from './names.ts';
import type { ChangeRequest } from './plan-changes.ts';
import { BEAT_MS, Presence } from './presence.ts';
import type { FleetSetting } from './setting.ts';
import { type Inbox, type Told, openInbox, serveQuestions } from './questions.ts';
import { quietSocket } from './quiet-socket.ts';
import { Snapshots } from './snapshots.ts';

/** What is there while the servers are connected. */
interface Session {
  readonly engine: Engine;
  readonly follower: Follower;
  readonly presence: Presence;
  readonly committer: Committer;
}

/** Pauses between tries to connect, in ms: each twice the one before. */
const PAUSE_MS = { least: 250, most: 5_000 };
/** Longest wait for servers that were there a moment ago, in ms. */
const PATIENCE_MS = 10_000;
const MOMENT_MS = 3_000;

/** A member of a fleet: follows its table, changes it, tells of its machine. It comes back by itself to servers that were away. */
export class Member {
  readonly #parts: MemberParts;
  readonly #names: FleetNames;
  readonly #followed: Followed;
  readonly #end = new AbortController();
  readonly #ended: Promise<void>;
  #link: MemberLink = { kind: 'away', since: Date.now(), reason: 'It has not connected yet.' };
  #lasts = false;
  #session: Session | undefined;
  #waiting: (() => void)[] = [];
  #beat: NodeJS.Timeout | undefined;
  #toldReason = '';

  constructor(parts: MemberParts) {
    this.#parts = parts;
    this.#names = fleetNames(parts.setting.fleet);
    this.#followed = new Followed(parts.table, (table) => {
      parts.onTable(table);
      this.touch();
    });
    this.#ended = this.#live();
  }

  /** The fleet's table as this machine follows it. */
  get table(): FleetTable {
    return this.#followed.table;
  }

  get link(): MemberLink {
    return this.#link;
  }

  get setting(): FleetSetting {
    return this.#parts.setting;
  }

  /** Resolves when it follows the fleet, or when that takes too long. */
  async followed(): Promise<void> {
    await this.#current().catch(() => {});
  }

  /** Makes changes of the fleet's table in one commit. Rejects with a `FleetFault`. */
  async changes(request: ChangeRequest, user: string): Promise<readonly ChangeResult[]> {
    return await (await this.#current()).committer.changes(request, user);
  }

  /** Makes a transaction, or nothing of it. Rejects with a `FleetFault`. */
  async transaction(transaction: Transaction, user: string): Promise<TransactionResult> {
    return await (await this.#current()).committer.transaction(transaction, user);
  }

  /** Puts back what a commit changed, or nothing of it. Rejects with a `FleetFault`. */
  async undo(revision: number, side: SideFilter, user: string): Promise<TransactionResult> {
    return await (await this.#current()).committer.undo(revision, side, user);
  }

  /** Returns commits of the past. Rejects with a `FleetFault`; waits for no servers that are away. */
  async history(query: HistoryQuery): Promise<readonly PastCommit[]> {
    return await this.#sessionNow().committer.history(query);
  }

  /** Returns the machines of the fleet. Rejects with a `FleetFault`; waits for no servers that are away. */
  async machines(): Promise<readonly KnownMachine[]> {
    const { presence } = this.#sessionNow();
    try {
      return await presence.list();
    } catch (error) {
      throw unanswered(error);
    }
  }

  /** Opens a place for answers of other machines; see `openInbox`. Throws a `FleetFault`; waits for no servers that are away. */
  openInbox(take: (slot: number, told: Told) => void): Inbox {
    return openInbox(this.#sessionNow().engine, this.#names.fleet, take);
  }

  /** Tells the fleet of this machine soon: something about it has changed. */
  touch(): void {
    if (this.#end.signal.aborted) return;
    clearTimeout(this.#beat);
    this.#beat = setTimeout(() => void this.#beatOnce(), SOON_MS);
  }

  /** Leaves the servers; `forever`: the other machines forget this one. */
  async close(forever = false): Promise<void> {
    this.#end.abort();
    clearTimeout(this.#beat);
    // It tells nothing from here on that would have the others know it again.
    if (forever) await this.#session?.presence.forget(this.setting.machine).catch(() => {});
    this.#session?.follower.stop();
    if (this.#session) await closeEngine(this.#session.engine);
    await this.#ended;
  }

  async #live(): Promise<void> {
    const { signal } = this.#end;
    let pauseMs = PAUSE_MS.least;
    while (!signal.aborted) {
      try {
        const engine = await openEngine(this.setting);
        pauseMs = PAUSE_MS.least;
        await this.#use(engine);
      } catch (error) {
        const refusal = refusalOf(error, this.setting.servers);
        const text = `The servers of the fleet do not answer: ${engineReason(error)}.`;
        this.#away(refusal ?? text, refusal !== undefined);
      }
      this.#session = undefined;
      await pauseOrAbort(pauseMs, signal);
      pauseMs = Math.min(pauseMs * 2, PAUSE_MS.most);
    }
  }

  async #use(engine: Engine): Promise<void> {
    const { setting } = this.#parts;
    const session = this.#open(engine);
    this.#session = session;
    if (this.#end.signal.aborted) return await closeEngine(engine);
    serveQuestions(engine, setting, this.#parts.onQuestion);
    const watched = this.#watch(engine);
    const { connection } = engine;
    while (!connection.isClosed()) {
      let pauseMs = PAUSE_MS.least;
      try {
        await session.follower.follow();
      } catch (error) {
        const refusal = refusalOf(error, this.setting.servers);
        // What the log holds does not mend itself in a moment, nor what an account may do.
        const lasts = error instanceof LogFault || refusal !== undefined;
        this.#away(refusal ?? followText(error), lasts);
        if (lasts) pauseMs = PAUSE_MS.most;
      }
      if (!connection.isClosed()) await pauseOrAbort(pauseMs, this.#end.signal);
      if (this.#end.signal.aborted) await closeEngine(engine);
    }
    await watched;
  }

  #open(engine: Engine): Session {
    const names = this.#names;
    const followed = this.#followed;
    const { setting, services, onNotice } = this.#parts;
    const log = new FleetLog(engine, names);
    const writer = new LogWriter(engine, names);
    const snapshots = new Snapshots(engine, log, writer, names);
    const onCurrent = (): void => this.#isCurrent();
    const follower = new Follower({ engine, names, log, snapshots, followed, onCurrent, onNotice });
    const onLost = (): void => follower.stop();
    const { machine } = setting;
    return {
      engine,
      follower,
      presence: new Presence(engine, names),
      committer: new Committer({ log, writer, snapshots, followed, machine, services, onLost }),
    };
  }

  async #watch({ connection }: Engine): Promise<void> {
    let refusal: string | undefined;
    for await (const status of connection.status()) {
      if (status.type === 'disconnect') {
        this.#away(refusal ?? `The connection to ${status.server} was lost.`, refusal !== undefined);
      }
      // The library goes on trying by itself: each time it is refused, it tells that and disconnects.
      if (status.type === 'error' && isUnknownAccount(status.error)) {
        refusal = refusalOf(status.error, this.setting.servers);
      }
      // The consumer of before may be gone with its server: the log is followed anew from where it was.
      if (status.type === 'reconnect') {
        refusal = undefined;
        quietSocket(connection);
        this.#session?.follower.stop();
      }
    }
  }

  #isCurrent(): void {
    if (this.#link.kind === 'away') {
      this.#link = { kind: 'current' };
      this.#toldReason = '';
      const { fleet } = this.setting;
      this.#parts.onNotice(`The fleet ${fleet} is there, at revision ${this.table.point.revision}.`);
      this.touch();
    }
    this.#endWaiting();
  }

  #endWaiting(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting = [];
  }

  /** Notes why it does not follow; `lasts`: that does not pass in a moment, so nobody waits for it. */
  #away(reason: string, lasts: boolean): void {
    if (this.#end.signal.aborted) return;
    this.#lasts = lasts;
    if (lasts) this.#endWaiting();
    const since = this.#link.kind === 'away' ? this.#link.since : Date.now();
    this.#link = { kind: 'away', since, reason };
    if (reason === this.#toldReason) return;
    this.#toldReason = reason;
    this.#parts.onNotice(`The fleet ${this.setting.fleet} is away. ${reason} Its last table stays in force.`);
  }

  /** Resolves to the session; waits for servers that were there a moment ago. Rejects with a `FleetFault`. */
  async #current(): Promise<Session> {
    if (this.#link.kind === 'away' && !this.#lasts && Date.now() - this.#link.since < MOMENT_MS) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#waiting.push(resolve);
      const timer = setTimeout(resolve, PATIENCE_MS);
      await promise;
      clearTimeout(timer);
    }
    return this.#sessionNow();
  }

  #sessionNow(): Session {
    if (this.#link.kind === 'current' && this.#session) return this.#session;
    const reason = this.#link.kind === 'away' ? ` ${this.#link.reason}` : '';
    throw new FleetFault('unreachable', `The fleet ${this.setting.fleet} is away.${reason}`);
  }

  async #beatOnce(): Promise<void> {
    await this.#tell().catch(() => {});
    if (this.#end.signal.aborted) return;
    clearTimeout(this.#beat);
    this.#beat = setTimeout(() => void this.#beatOnce(), BEAT_MS);
  }

  async #tell(): Promise<void> {
    if (this.#link.kind === 'away') return;
    const { setting, version, report } = this.#parts;
    const { id, labels, machine } = setting;
    const { revision } = this.table.point;
    await this.#session?.presence.tell(machine, { id, labels, version, revision, ...report() });
  }
}

/** Changes of a machine are told together after so long, in ms. */
const SOON_MS = 50;

function followText(error: unknown): string {
  return error instanceof LogFault ? error.message : `Its log cannot be read: ${engineReason(error)}.`;
}

function unanswered(error: unknown): FleetFault {
  return new FleetFault(
    'unreachable',
    `The servers of the fleet do not answer: ${engineReason(error)}.`,
    error,
  );
}
