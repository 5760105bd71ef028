import type { Rulebook } from '../../firewall/rule.ts';
import type { EntryStatus } from '../../portproxy/state.ts';
import type { EntryGrowth, LifeAnswer, LifeStep } from '../../relay/handing-over/steps.ts';
import type { LivingRelay } from '../../relay/living-relay.ts';
import type { LoggedLines, Logging } from '../../relay/log/logging.ts';
import type {
  ConnectionFilter,
  ConnectionInfo,
  EndedConnection,
  EntryReport,
  ListenRefusal,
  RelayChange,
  RelayEntry,
  RelayEvent,
  RelaySample,
} from '../../relay/relay.ts';
import type { TransportName } from '../../relay/transport-names.ts';
import type { OutlivingStatus } from '../contract/status.ts';
import { EarlierProcess } from './earlier-process.ts';
import type { FoundSocket } from './earlier-socket.ts';
import { LinesOfAll } from './lines-of-all.ts';
import { LinkFault } from './link.ts';

/**
 * The relay of this process, together with earlier processes that outlive their listeners: connections of all of them are seen, counted,
 * ended and logged here. Without such processes it is just the relay.
 */
export class RelayOfAll implements LivingRelay {
  /** Of this process alone. */
  readonly own: LivingRelay;
  readonly #earlier = new Set<EarlierProcess>();
  readonly #lines: LinesOfAll;
  readonly #listeners: ((event: RelayEvent) => void)[] = [];
  /** Connections of processes that were killed, which the feed is to be told as ended. */
  #lost: number[] = [];
  /** What has been counted before there are entries to add it to; undefined afterwards. */
  #early: EntryGrowth[] | undefined = [];
  #rulebook: Rulebook | undefined;
  /** Applies changes in place of this relay, while listeners are taken over. */
  #binding: ((change: RelayChange) => Promise<void>) | undefined;

  constructor(own: LivingRelay) {
    this.own = own;
    this.#lines = new LinesOfAll(own, (logging) => {
      for (const process of this.#earlier) process.log(logging);
    });
  }

  get transport(): TransportName | undefined {
    return this.own.transport;
  }

  get connectionCount(): number {
    let count = this.own.connectionCount;
    for (const { known } of this.#earlier) count += known.size;
    return count;
  }

  /** What is told of earlier processes. */
  get outliving(): readonly OutlivingStatus[] {
    return Array.from(this.#earlier, ({ facts, known }) => ({
      pid: facts.pid,
      version: facts.program,
      since: facts.since,
      connections: known.size,
    }));
  }

  /** Sees and ends the connections of a process too that is found; one that has died is forgotten. */
  async join(found: FoundSocket): Promise<void> {
    let process: EarlierProcess | undefined;
    try {
      process = await EarlierProcess.connect(found.address, {
        counted: (grown, recent) => this.#count(grown, recent),
        logged: (lines) => this.#lines.add(lines),
        ended: (ended, lost) => this.#ended(ended, lost),
      });
      await process.attach(this.#lines.logging);
      // Its numbers are given to no other connection.
      await this.own.life({ kind: 'count-on', lastId: process.facts.lastId });
      if (this.#rulebook) await process.setRulebook(this.#rulebook);
      if (!process.isOver) this.#earlier.add(process);
    } catch (error) {
      process?.leave();
      if (error instanceof LinkFault) return;
      if (!(error instanceof Error && 'code' in error)) throw error;
      if (error.code === 'ECONNREFUSED' || error.code === 'ENOENT') found.withdraw();
    }
  }

  /** Has changes applied by a function, until it is called without one. */
  bindBy(binding: ((change: RelayChange) => Promise<void>) | undefined): void {
    this.#binding = binding;
  }

  /** Lets go of earlier processes, and of the log: this process is one itself now. Returns how connections are logged from then on. */
  leave(): ReturnType<LinesOfAll['leave']> {
    for (const process of this.#earlier) this.#count(process.leave(), []);
    this.#earlier.clear();
    return this.#lines.leave();
  }

  async apply(change: RelayChange): Promise<void> {
    await (this.#binding ?? ((each) => this.own.apply(each)))(change);
    const early = this.#early ?? [];
    this.#early = undefined;
    this.#count(early, []);
    await this.#each((process) => process.apply(change));
  }

  async tryListen(entries: readonly RelayEntry[]): Promise<readonly ListenRefusal[]> {
    return await this.own.tryListen(entries);
  }

  async setRulebook(rulebook: Rulebook): Promise<void> {
    this.#rulebook = rulebook;
    await Promise.all([
      this.own.setRulebook(rulebook),
      this.#each((process) => process.setRulebook(rulebook)),
    ]);
  }

  status(id: string): EntryStatus | undefined {
    return this.own.status(id);
  }

  async report(ids?: readonly string[]): Promise<EntryReport[]> {
    return await this.own.report(ids);
  }

  async connections(): Promise<ConnectionInfo[]> {
    const earlier = await this.#each((process) => process.connections());
    return [...earlier.flat(), ...(await this.own.connections())];
  }

  async sample(options: { readonly anew?: boolean } = {}): Promise<RelaySample> {
    const sample = await this.own.sample(options);
    if (this.#earlier.size === 0 && this.#lost.length === 0) return sample;
    const changes = Array.from(this.#earlier, ({ known }) => known.changes(sample.full));
    const lost = sample.full ? [] : this.#lost;
    this.#lost = [];
    return {
      ...sample,
      connections: [...changes.flatMap(({ connections }) => connections), ...sample.connections],
      moved: joined([...changes.map(({ moved }) => moved), sample.moved]),
      ended: [...lost, ...changes.flatMap(({ ended }) => ended), ...sample.ended],
    };
  }

  logged(logging: Logging | undefined): Promise<LoggedLines | undefined> {
    return this.#lines.logged(logging);
  }

  async kill(filter: ConnectionFilter): Promise<number> {
    const killed = await Promise.all([this.own.kill(filter), this.#each((process) => process.kill(filter))]);
    return killed.flat().reduce((sum, one) => sum + one, 0);
  }

  life(step: LifeStep): Promise<LifeAnswer> {
    return this.own.life(step);
  }

  async close(drainMs: number, follows?: boolean): Promise<number> {
    const ended = await Promise.all([
      this.#each((process) => process.close(drainMs)),
      this.own.close(drainMs, follows),
    ]);
    this.#lines.end();
    return ended.flat().reduce((sum, one) => sum + one, 0);
  }

  onEvent(listener: (event: RelayEvent) => void): void {
    this.#listeners.push(listener);
    this.own.onEvent(listener);
  }

  #each<Value>(ask: (process: EarlierProcess) => Promise<Value>): Promise<Value[]> {
    return Promise.all(Array.from(this.#earlier, ask));
  }

  #count(grown: readonly EntryGrowth[], recent: readonly EndedConnection[]): void {
    for (const each of this.#early ? grown : []) this.#early?.push(each);
    if (grown.length + recent.length > 0)
      void this.own.life({ kind: 'add-counts', grown: this.#early ? [] : grown, recent });
  }

  #ended(process: EarlierProcess, lost: number): void {
    this.#lost.push(...process.known.changes(false).ended);
    this.#earlier.delete(process);
    const connections = lost === 1 ? '1 connection' : `${lost} connections`;
    const text =
      lost === 0
        ? `The earlier process ${process.facts.pid} has ended: all its connections have.`
        : `The earlier process ${process.facts.pid} has died, and ${connections} with it.`;
    for (const listener of this.#listeners) listener({ at: Date.now(), kind: 'worker', text });
  }
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const whole = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
