import type { Rulebook } from '../firewall/rule.ts';
import type { EntryStatus } from '../portproxy/state.ts';
import { RulebookSender } from './common/rulebook-update.ts';
import type { LoggedLines, Logging } from './log/logging.ts';
import type { Reply } from './messages.ts';
import type { LifeAnswer, LifeStep } from './handing-over/steps.ts';
import { retryPause } from './common/timing.ts';
import { type Answer, type Ask, NOTHING, PlaneCalls } from './plane-calls.ts';
import type { OpenDescriptors } from './native/open-descriptors.ts';
import type { LivingRelay } from './living-relay.ts';
import { NOTHING_NEW } from './nothing-new.ts';
import type { PlaneLink } from './plane-host.ts';
import type {
  ConnectionFilter,
  ConnectionInfo,
  EntryCounters,
  EntryReport,
  ListenRefusal,
  RelayChange,
  RelayEntry,
  RelayEvent,
  RelayLimits,
  RelaySample,
} from './relay.ts';
import { StatusMirror } from './status-mirror.ts';
import { lookUpTaken } from './taken.ts';
import type { TransportName } from './transport-names.ts';
import { agedConnection, toldConnection, toldCounters, toldEnded } from './wall-times.ts';

/** A data plane that crashes after so long is replaced at once; ms. */
const SOUND_MS = 1_000;
/** After so many crashes in a row connections are not taken over any more. */
const MOST_CRASHES = 2;
const LOST = 'The part of the relay that listened ended unexpectedly; it is being started again.';

/** Starts a data plane, which takes over what one that crashed has left. */
export type StartPlane = (left?: OpenDescriptors) => PlaneLink;

/** The relay on the main thread: asks the data plane, which runs in a thread of its own, and replaces it when it crashes. */
export class ThreadRelay implements LivingRelay {
  readonly #limits: RelayLimits;
  readonly #startPlane: StartPlane;
  readonly #entries = new Map<string, RelayEntry>();
  readonly #counters = new Map<string, EntryCounters>();
  readonly #calls = new PlaneCalls();
  readonly #rules = new RulebookSender();
  #rulebook: Rulebook | undefined;
  readonly #statuses: StatusMirror;
  readonly #listeners: ((event: RelayEvent) => void)[] = [];
  /** Events from before anybody listened. */
  readonly #early: RelayEvent[] = [];
  #link: PlaneLink;
  readonly #started: Promise<void>;
  #failStart: ((error: Error) => void) | undefined;
  #startedAt = 0;
  #crashes = 0;
  #connections = 0;
  #transport: TransportName | undefined;
  #closed = false;
  /** Another process listens in its place: a data plane that crashes is not replaced. */
  #isAlone = false;
  /** The last lines of the log of connections, which the data plane told at its end. */
  #lastLines: LoggedLines | undefined;

  constructor(limits: RelayLimits, startPlane: StartPlane) {
    this.#limits = limits;
    this.#startPlane = startPlane;
    this.#statuses = new StatusMirror(this.#entries, (event) => this.#tell(event));
    this.#link = this.#connect();
    this.#started = this.#start();
  }

  /** Resolves when the first data plane is ready; rejects when it cannot be started. */
  get ready(): Promise<void> {
    return this.#started;
  }

  get connectionCount(): number {
    return this.#connections;
  }

  get transport(): TransportName | undefined {
    return this.#transport;
  }

  async apply(change: RelayChange): Promise<void> {
    for (const id of change.remove) {
      this.#entries.delete(id);
      this.#counters.delete(id);
    }
    for (const entry of change.put) this.#entries.set(entry.id, entry);
    if (change.order) this.#reorder(change.order);
    await this.#ask({ kind: 'apply', change });
    await this.#statuses.complete;
  }

  async setRulebook(rulebook: Rulebook): Promise<void> {
    this.#rulebook = rulebook;
    await this.#ask({ kind: 'rules', update: this.#rules.update(rulebook) });
  }

  async tryListen(entries: readonly RelayEntry[]): Promise<readonly ListenRefusal[]> {
    const { refused } = await this.#ask({ kind: 'try', entries });
    const taken = await lookUpTaken(refused.map(({ problem }) => problem));
    return refused.map(({ id, reason }, index) => ({ id, reason: taken[index]?.reason ?? reason }));
  }

  status(id: string): EntryStatus | undefined {
    return this.#statuses.get(id);
  }

  async report(ids?: readonly string[]): Promise<EntryReport[]> {
    const { reports } = await this.#ask({ kind: 'report', ids });
    return this.#mirrored(reports);
  }

  async connections(): Promise<ConnectionInfo[]> {
    const { infos } = await this.#ask({ kind: 'connections' });
    return infos.map(agedConnection);
  }

  async sample({ anew = false }: { readonly anew?: boolean } = {}): Promise<RelaySample> {
    const ids = [...this.#statuses.takeChanged()];
    const { reports, infos, sampled } = await this.#ask({ kind: 'sample', anew, ids });
    if (!sampled) return NOTHING_NEW;
    const { full, counted, moved, ended, recent, missed } = sampled;
    return {
      full,
      entries: this.#mirrored(reports),
      counted,
      connections: infos.map(toldConnection),
      moved,
      ended,
      recent: recent.map(toldEnded),
      missed,
    };
  }

  async logged(logging: Logging | undefined): Promise<LoggedLines | undefined> {
    const { lines } = await this.#ask({ kind: 'log', logging });
    if (lines) return lines;
    const last = this.#lastLines;
    this.#lastLines = undefined;
    return last;
  }

  async kill(filter: ConnectionFilter): Promise<number> {
    const { value } = await this.#ask({ kind: 'kill', filter });
    return value;
  }

  async life(step: LifeStep): Promise<LifeAnswer> {
    const { life } = await this.#ask(step);
    if (step.kind === 'outlive' && life !== undefined) this.#isAlone = true;
    return life ?? { reason: 'The part of the relay that forwards has ended.' };
  }

  async close(drainMs: number, follows = false): Promise<number> {
    const { value } = await this.#ask({ kind: 'close', drainMs, follows });
    this.#lastLines = (await this.#ask({ kind: 'log', logging: undefined })).lines;
    this.#closed = true;
    this.#connections = 0;
    this.#link.discard?.();
    await this.#link.end();
    this.#calls.giveUp();
    return value;
  }

  onEvent(listener: (event: RelayEvent) => void): void {
    this.#listeners.push(listener);
    for (const event of this.#early.splice(0)) listener(event);
  }

  /** Keeps the entries in the table's order, in which a new data plane gets them. */
  #reorder(ids: readonly string[]): void {
    const entries = ids.flatMap((id) => this.#entries.get(id) ?? []);
    this.#entries.clear();
    for (const entry of entries) this.#entries.set(entry.id, entry);
  }

  /** Reports with the statuses of the mirror, which also tell who holds a port. */
  #mirrored(reports: readonly EntryReport[]): EntryReport[] {
    return reports.map(({ id, number, status, counters }) => ({
      id,
      number,
      status: this.#statuses.get(id) ?? status,
      counters: toldCounters(counters),
    }));
  }

  /** Asks the data plane; a closed relay answers `NOTHING`. */
  #ask(ask: Ask): Promise<Answer> {
    return this.#closed ? Promise.resolve(NOTHING) : this.#calls.ask(this.#link, ask);
  }

  #connect(left?: OpenDescriptors): PlaneLink {
    const link = this.#startPlane(left);
    this.#startedAt = performance.now();
    link.onReply((reply) => this.#take(reply));
    link.onGone((error) => this.#replace(error));
    return link;
  }

  async #start(): Promise<void> {
    const failed = new Promise<never>((_, reject) => {
      this.#failStart = reject;
    });
    await Promise.race([this.#calls.ask(this.#link, { kind: 'start', limits: this.#limits }), failed]);
    this.#failStart = undefined;
  }

  #take(reply: Reply): void {
    switch (reply.kind) {
      case 'statuses':
        this.#statuses.take(reply.changes);
        break;
      case 'counters':
        for (const { id, counters } of reply.part) this.#counters.set(id, counters);
        break;
      case 'count':
        this.#connections = reply.connections;
        break;
      case 'started':
        this.#transport = reply.transport;
        break;
      case 'event':
        this.#tell(reply.event);
        break;
      case 'done':
      case 'reports':
      case 'infos':
      case 'sampled':
      case 'tried':
      case 'life':
      case 'logged':
        this.#calls.take(reply);
        break;
    }
  }

  /** Replaces a data plane that is gone. */
  #replace(error: Error | undefined): void {
    if (this.#closed) return;
    if (this.#failStart) {
      this.#closed = true;
      this.#link.discard?.();
      this.#failStart(error ?? new Error('The data plane of the relay ended before it was ready.'));
      return;
    }
    const cause = error === undefined ? '' : ` (${error.message})`;
    this.#tell({
      at: Date.now(),
      kind: 'worker',
      text: `The relay's worker ended${cause}; ${this.#isAlone ? 'its connections are gone' : 'another one takes over'}.`,
    });
    if (this.#isAlone) {
      this.#closed = true;
      this.#connections = 0;
      this.#link.discard?.();
      this.#calls.giveUp();
      return;
    }
    this.#statuses.lose(LOST);
    this.#crashes = performance.now() - this.#startedAt < SOUND_MS ? this.#crashes + 1 : 0;
    // What it left may be the cause.
    if (this.#crashes > MOST_CRASHES || this.#link.left?.isBorrowed) this.#link.discard?.();
    const pause = this.#crashes === 0 ? 0 : retryPause(this.#crashes);
    setTimeout(() => void this.#restore(), pause);
  }

  async #restore(): Promise<void> {
    if (this.#closed) return;
    const link = this.#connect(this.#link.left);
    this.#link = link;
    const earlier = Object.fromEntries(this.#counters);
    // Asked before it is started, `apply` waits until it is.
    const limits = this.#limits;
    void this.#calls.ask(link, { kind: 'start', limits });
    this.#rules.forget();
    const rulebook = this.#rulebook;
    if (rulebook) void this.#calls.ask(link, { kind: 'rules', update: this.#rules.update(rulebook) });
    const change = { put: [...this.#entries.values()], remove: [] };
    await this.#calls.ask(link, { kind: 'apply', change, earlier });
    if (this.#link === link) this.#calls.askAgain(link);
  }

  #tell(event: RelayEvent): void {
    if (this.#listeners.length === 0 && this.#early.length < MOST_EARLY) this.#early.push(event);
    for (const listener of this.#listeners) listener(event);
  }
}

const MOST_EARLY = 100;
