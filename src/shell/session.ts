import { advfirewall } from '../../contexts/advfirewall.ts';
import type { Host } from '../../contexts/host.ts';
import type { HelpPlace } from '../../help/listing.ts';
import type { Completion } from '../language/complete.ts';
import { failure } from '../language/failure.ts';
import type { Hint } from '../language/hint.ts';
import type { OptionName } from '../language/options.ts';
import type { Reading } from '../language/reading.ts';
import type { ContextPath, Question } from '../language/schema.ts';
import type { StagedBackend } from '../service/session/staged-backend.ts';
import { type Answer, SILENT, answerOf, helpAnswer, write } from './answer.ts';
import { beginCommand } from './begin-command.ts';
import { MachineFacts, fleetMachines } from './facts.ts';
import { Follower } from './follower.ts';
import { filteredFront } from './filtered-front.ts';
import type { FrontEnd } from './front-end.ts';
import { helpReadingAnswer, notHere, versionAnswer } from './help-answer.ts';
import { LEFT, unlessLeft } from './leave.ts';
import { lineElsewhere, problemAnswer } from './intent.ts';
import { LineReader } from './line-reader.ts';
import { ListedTable } from './listed-table.ts';
import type { Begun, LineRun, ScriptRun } from './line-run.ts';
import { promptOf } from './prompt.ts';
import { readAhead } from './read-ahead.ts';
import { runScript } from './script.ts';
import { scriptAnswer } from './script-result.ts';
import { RunningScripts } from './running-scripts.ts';
import { openDryRun, withMode } from './session-backend.ts';
import type { SessionSettings } from './session-settings.ts';
import type { LineResult, Shell } from './shell.ts';
import { ScriptError, fileSource } from './source.ts';
import { isRunning, statusLine } from './status-line.ts';
import { type SessionState, enter, initialState } from './state.ts';

const NO_OPTIONS: ReadonlySet<OptionName> = new Set();

/** A netsh session: where it stands, and lines run in it. */
export class Session implements Shell {
  readonly settings: SessionSettings;
  readonly #facts: MachineFacts;
  /** Reads lines where the session stands. */
  readonly reader: LineReader;
  /** The table and the relay that lines of this session work on. */
  readonly backend: StagedBackend;
  #state: SessionState<Host>;
  readonly #scripts = new RunningScripts();
  readonly errors = this.#scripts.errors;
  readonly hints = this.#scripts.hints;
  readonly #listed = new ListedTable();
  /** The last line as it would have been one. */
  #offered: string | undefined;
  #follower: Follower | undefined;
  #followedMachine: unknown;

  constructor(settings: SessionSettings) {
    this.settings = settings;
    this.#facts = factsOf(settings);
    this.reader = new LineReader(this.#facts, () => this.#state, settings.hasFilters);
    this.backend = withMode(settings.openBackend(settings.options.has('check') ? 'check' : 'live'));
    this.#state = initialState<Host>([settings.root]);
  }

  get prompt(): string {
    const { mode, shownStaged: staged } = this.backend;
    const machine = this.settings.machines?.current?.machine.name;
    return promptOf(this.path, { machine, mode, staged, isRead: this.isRead });
  }

  get state(): SessionState<Host> {
    return this.#state;
  }

  set state(state: SessionState<Host>) {
    this.#state = state;
    this.#facts.aliases = state.aliases;
  }

  get path(): ContextPath<Host> {
    return this.#state.path;
  }

  get isRead(): boolean {
    return this.settings.isTerminal?.() ?? false;
  }

  read(line: string): Reading<Host> {
    return this.reader.read(line);
  }

  readAhead(lines: readonly string[]): readonly Reading<Host>[] {
    return readAhead(lines, this.#state, this.#facts);
  }

  complete(line: string, cursor: number): Completion {
    return this.reader.complete(line, cursor);
  }

  hint(line: string, cursor: number): Hint<Host> {
    return this.reader.hint(line, cursor);
  }

  /** Returns the question to answer before this line runs; none before a dry run. */
  question(line: string): Question | Promise<Question> {
    const reading = this.reader.read(line);
    if (reading.options.has('check') || this.settings.options.has('check')) return undefined;
    return this.reader.question(reading, this.backend);
  }

  effect(line: string): string | undefined {
    return this.reader.effect(line);
  }

  /**
   * Returns the current problems and modes in a few words, as of the last refresh; where all is well, how to begin until
   * the table has an entry.
   */
  status(): string | undefined {
    const { mode, shownStaged: staged } = this.backend;
    const isDryRun = this.settings.options.has('check');
    const status = statusLine(this.#listed.entries, { isDryRun, isOffline: mode === 'offline', staged });
    return status ?? (this.#listed.isEmpty && this.path.length === 1 ? this.settings.beginning : undefined);
  }

  /** Number of entries that listened at the last refresh. */
  get listening(): number {
    return this.#listed.listening;
  }

  async refresh(): Promise<void> {
    this.#facts.forget();
    // A connection that has ended is opened anew by the next command, not by a prompt.
    const machine = this.settings.machines?.current;
    const known = await this.#listed.read(() =>
      machine?.isConnected === false ? undefined : this.backend.entries(),
    );
    if (!known) return;
    this.#facts.entries = this.#listed.entries;
    this.#facts.machines = machine?.isFleet ? await fleetMachines(this.backend) : undefined;
    if (machine && this.#state.path.includes(advfirewall)) {
      this.#facts.rulebook = await this.backend.rules().catch(() => undefined);
    }
    const isSame = machine === this.#followedMachine && !(known.isNewlyRunning && this.#follower?.isLost);
    if (isSame) return;
    this.#followedMachine = machine;
    this.#follower?.restart();
  }

  follow(changed: () => void): () => void {
    const refresh = (): void => void this.refresh().then(changed);
    const follower = new Follower({
      feed: (how) => this.backend.feed(how),
      entriesChanged: refresh,
      // Without a relay nothing changes the table.
      lost: () => {
        if (isRunning(this.#listed.entries)) refresh();
      },
      connectionsChanged: changed,
    });
    this.#follower = follower;
    this.#facts.connections = follower.connections;
    return () => follower.stop();
  }

  /** Explains a line, a script or the table, over the table as a backend has it now. Rejects where that cannot be read. */
  async explain(words: readonly string[], backend: StagedBackend): Promise<readonly string[]> {
    // Loaded only now: most sessions explain nothing.
    const { explain } = await import('./explain.ts');
    const { settings, path, state, reader } = this;
    const openDry = () => openDryRun(backend, () => settings.openBackend('check'));
    const newFacts = () => factsOf(settings);
    return explain(words, { settings, path, state, reader, facts: this.#facts, newFacts, backend, openDry });
  }

  elsewhere(line: string): string | undefined {
    return line.trim() === '' ? this.#offered : lineElsewhere(this.read(line), this.settings);
  }

  async run(line: string, front: FrontEnd, signal?: AbortSignal): Promise<LineResult> {
    this.#offered = this.elsewhere(line);
    const { filters } = this.reader.readToRun(line, true);
    const { columns } = this.settings;
    if (!filters) return this.#runPlain(line, front, signal, columns);
    const filtered = filteredFront(front, filters);
    const result = await this.#runPlain(line, filtered, signal);
    filtered.end();
    return result;
  }

  /** `columns`: width at which sentences are folded. */
  async #runPlain(
    line: string,
    front: FrontEnd,
    signal: AbortSignal | undefined,
    columns?: () => number | undefined,
  ): Promise<LineResult> {
    const begun = this.begin(line, { backend: this.backend, signal, typedAt: front });
    if (begun.kind === 'nothing') return { ok: true, leave: false };
    if (begun.kind === 'change') this.backend.flush();
    const answer = await (begun.kind === 'change'
      ? unlessLeft(begun.done, signal).then((done) => done ?? LEFT)
      : begun.run(front));
    const { isTerminal } = this.settings;
    return {
      ok: write(answer, front, { json: begun.json, isTerminal, columns }),
      leave: answer.leave ?? false,
    };
  }

  /**
   * Runs a script file; afterwards the session stands where it stood, with the aliases that the script defined. The
   * answer sums up the outermost script.
   */
  async runScript(path: string, run: ScriptRun): Promise<Answer> {
    const problem = await this.#scripts.enter(path);
    if (problem !== undefined) return answerOf(failure('script', problem));
    const before = this.#state;
    const machine = this.settings.machines?.current;
    try {
      const source = await fileSource(path);
      const result = await unlessLeft(runScript(this, source, run), run.signal);
      if (!result) return LEFT;
      const isCheck = run.options.has('check');
      return this.#scripts.depth > 1
        ? { out: [], failed: !result.ok }
        : scriptAnswer(path, result, isCheck, this.errors.remark);
    } catch (error) {
      if (!(error instanceof ScriptError)) throw error;
      return answerOf(failure('script', error.message));
    } finally {
      this.#scripts.leave();
      this.state = { ...before, aliases: this.#state.aliases };
      this.settings.machines?.goBack(machine);
    }
  }

  /** Ends the session's backends and its connections to other machines. */
  async close(): Promise<void> {
    await this.backend.close();
    this.settings.machines?.close();
  }

  /** Begins a line: reads it, and starts it at once where it is a change. */
  begin(line: string, run: LineRun): Begun {
    const reading = this.reader.readToRun(line, run.typedAt !== undefined);
    const outer = this.settings.options.union(run.options ?? NO_OPTIONS);
    const options = reading.options.union(outer);
    const later = (answer: (front: FrontEnd) => Answer | Promise<Answer>): Begun => ({
      kind: 'other',
      run: async (front) => answer(front),
      json: options.has('json'),
    });
    if (reading.kind !== 'failed' && reading.options.has('version'))
      return later(() => versionAnswer(this.settings.version()));
    switch (reading.kind) {
      case 'nothing':
        return { kind: 'nothing' };
      case 'failed':
        return later(() => problemAnswer(reading.problem, this, run.typedAt, line));
      case 'help': {
        const asked = { place: this.#place, path: this.path };
        const isTopic = this.#scripts.depth === 0;
        const columns = () => (this.isRead ? this.settings.columns?.() : undefined);
        return later((front) =>
          helpReadingAnswer(reading, { ...asked, columns: columns(), front: isTopic ? front : undefined }),
        );
      }
      case 'context':
        return later(() => this.#enter(reading.path));
      case 'command': {
        const { subject, options: own } = reading;
        if (subject.command.sessionOnly && this.#place === 'one-shot') return later(() => notHere(line));
        return beginCommand(this, reading, {
          ...run,
          options,
          isDry: own.has('check') && !outer.has('check'),
          // On the command line the option is about its command, not about lines of the alias file before it.
          isWatched: own.has('watch') || (this.settings.options.has('watch') && this.#scripts.depth === 0),
        });
      }
    }
  }

  /** A script is a session also where one command line runs it. */
  get #place(): HelpPlace {
    return this.#scripts.depth > 0 ? 'session' : this.settings.place;
  }

  #enter(path: ContextPath<Host>): Answer {
    if (this.#place === 'one-shot') return helpAnswer({ kind: 'context', path }, 'one-shot');
    this.state = enter(this.#state, path);
    return SILENT;
  }
}

function factsOf(settings: SessionSettings): MachineFacts {
  return new MachineFacts(() => settings.machines?.current?.facts, settings.system);
}
