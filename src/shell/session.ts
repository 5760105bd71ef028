import type { Host, NetshContext } from '../../contexts/host.ts';
import { explainLines } from '../../help/explain.ts';
import type { HelpPlace } from '../../help/listing.ts';
import { type Completion, complete } from '../language/complete.ts';
import { type Hint, hint } from '../language/hint.ts';
import type { OptionName } from '../language/options.ts';
import type { Failure, Outcome, SessionRequest } from '../language/outcome.ts';
import { read } from '../language/read.ts';
import type { Reading } from '../language/reading.ts';
import type { ContextPath, Question } from '../language/schema.ts';
import { joinWords, tokenize } from '../language/token.ts';
import type { Backend, ChangeRun, ListedEntry } from '../service/backend.ts';
import type { HelperDesk } from '../helpers/desk.ts';
import type { Machines } from '../service/machines.ts';
import type { StagedBackend } from '../service/staged-backend.ts';
import { type Answer, SILENT, answerOf, faultOutcome, helpAnswer, write } from './answer.ts';
import {
  type Expanded,
  expandAlias,
  expandedCursor,
  typedCompletion,
  typedHint,
  typedReading,
} from './alias.ts';
import { MachineFacts } from './facts.ts';
import { LEFT, unlessLeft } from './leave.ts';
import { carryOutHelper } from './helpers.ts';
import { goToMachine } from './machine.ts';
import { carryOutMode, isModeRequest } from './mode-request.ts';
import { problemReport } from './report.ts';
import { type ScriptRun, runScript } from './script.ts';
import { dryRun, withMode } from './session-backend.ts';
import { type Carried, carryOut } from './session-request.ts';
import type { LineResult, Shell, Sink } from './shell.ts';
import { ScriptError, fileSource } from './source.ts';
import { statusLine } from './status-line.ts';
import { NO_WATCH, watch } from './watch.ts';
import { type SessionState, enter, initialState, withRoot } from './state.ts';

/** What a session works with; the entry of the program wires it. */
export interface SessionSettings {
  readonly root: NetshContext;
  readonly openBackend: (mode: 'live' | 'check') => Backend;
  readonly serve: () => Promise<Outcome>;
  /** The version of this program, for `--version`. */
  readonly version: () => string;
  readonly connect: () => Promise<Outcome>;
  /** The helpers, opened by the first who needs them. */
  readonly openHelpers?: (() => Promise<HelperDesk>) | undefined;
  /** The machine that is worked on, where that may be another one. */
  readonly machines?: Machines | undefined;
  /** Opens the live view where there is a terminal for it; its exit code. */
  readonly openMonitor?: ((session: Session) => Promise<number | undefined>) | undefined;
  /** Turns the live table above the prompt on or off where there is a shell in a terminal; whether it is on then. */
  readonly setPanel?: ((isOn?: boolean) => boolean | undefined) | undefined;
  readonly place: HelpPlace;
  /** Whether output goes to a terminal, which is shown remarks of ours; without it, no. */
  readonly isTerminal?: (() => boolean) | undefined;
  /** Options of the command line, which hold for every line. */
  readonly options: ReadonlySet<OptionName>;
}

/** A line that has begun: a change, which may be answered later than the next one is begun, or anything else. */
export type Begun =
  | {
      readonly kind: 'change';
      readonly done: Promise<Answer>;
      readonly json: boolean;
    }
  | { readonly kind: 'other'; readonly run: (sink: Sink) => Promise<Answer>; readonly json: boolean };

/** What a line works on: its backend, the options of the script it stands in, how changes stop, and what ends it. */
export interface LineRun {
  readonly backend: StagedBackend;
  readonly options?: ReadonlySet<OptionName> | undefined;
  readonly changes?: ChangeRun | undefined;
  readonly signal?: AbortSignal | undefined;
}

const NO_OPTIONS: ReadonlySet<OptionName> = new Set();
/** Scripts may run scripts this deep. */
const MAX_DEPTH = 16;

/** A netsh session: where it stands, and lines run in it. */
export class Session implements Shell<Host> {
  readonly settings: SessionSettings;
  readonly #facts = new MachineFacts(() => this.settings.machines?.current?.knowledge);
  /** The table and the relay that lines of this session work on. */
  readonly backend: StagedBackend;
  #state: SessionState<Host>;
  #depth = 0;
  #listed: readonly ListedEntry[] = [];

  constructor(settings: SessionSettings) {
    this.settings = settings;
    this.backend = withMode(settings.openBackend(settings.options.has('check') ? 'check' : 'live'));
    this.#state = initialState<Host>([settings.root]);
  }

  get prompt(): string {
    const machine = this.settings.machines?.current?.machine.name;
    const place = `${this.#state.path.map((context) => context.name).join(' ')}>`;
    return machine === undefined ? place : `[${machine}] ${place}`;
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

  read(line: string): Reading<Host> {
    const expanded = this.#expand(line);
    return typedReading(this.#readExpanded(expanded.line), expanded);
  }

  complete(line: string, cursor: number): Completion {
    const expanded = this.#expand(line);
    const at = expandedCursor(cursor, expanded);
    if (at === undefined) return complete(line, cursor, this.#state.path, this.#facts);
    return typedCompletion(complete(expanded.line, at, this.#state.path, this.#facts), expanded);
  }

  hint(line: string, cursor: number): Hint<Host> {
    const expanded = this.#expand(line);
    const at = expandedCursor(cursor, expanded) ?? expanded.line.length;
    return typedHint(hint(expanded.line, at, this.#state.path, this.#facts), expanded);
  }

  /** What the user is to be asked before this line runs; nothing before a dry run. */
  question(line: string): Question | Promise<Question> {
    const reading = this.read(line);
    if (reading.kind !== 'command') return undefined;
    if (reading.options.has('check') || this.settings.options.has('check')) return undefined;
    this.#facts.staged = this.backend.staged;
    return reading.subject.command.confirm?.(reading.args, this.#facts);
  }

  /** What a line will do to what is there now, where it is a command that changes the table. */
  effect(line: string): string | undefined {
    const reading = this.read(line);
    if (reading.kind !== 'command') return undefined;
    return reading.subject.command.effect?.(reading.args, this.#facts);
  }

  /** What is out of the ordinary, by what the last refresh found; undefined where all is well. */
  status(): string | undefined {
    const { mode, staged } = this.backend;
    const isDryRun = this.settings.options.has('check');
    return statusLine(this.#listed, { isDryRun, isOffline: mode === 'offline', staged });
  }

  /** How many entries listened when the table was read last. */
  get listening(): number {
    return this.#listed.filter((entry) => entry.state === 'listening').length;
  }

  async refresh(): Promise<void> {
    this.#facts.forget();
    // A way that has ended is opened anew by the next command, not by a prompt.
    const isAway = this.settings.machines?.current?.isConnected === false;
    this.#listed = isAway ? [] : await this.backend.entries().catch(() => []);
    this.#facts.entries = this.#listed;
  }

  async run(line: string, sink: Sink, signal?: AbortSignal): Promise<LineResult> {
    const begun = this.begin(line, { backend: this.backend, signal });
    if (begun.kind === 'change') this.backend.flush();
    const answer = await (begun.kind === 'change'
      ? unlessLeft(begun.done, signal).then((done) => done ?? LEFT)
      : begun.run(sink));
    return { ok: write(answer, sink, { json: begun.json }), leave: answer.leave ?? false };
  }

  /** Runs the lines of a script in a state of its own; aliases stay defined. */
  async runScript(path: string, run: ScriptRun): Promise<Answer> {
    if (this.#depth >= MAX_DEPTH) {
      const message = `The script ${path} was not run: scripts call each other more than ${MAX_DEPTH} deep.`;
      return answerOf({ kind: 'failed', code: 'script', message });
    }
    const before = this.#state;
    const machine = this.settings.machines?.current;
    this.#depth++;
    try {
      const source = await fileSource(path);
      const ok = await unlessLeft(runScript(this, source, run), run.signal);
      if (ok === undefined) return LEFT;
      return ok ? SILENT : { out: [], failed: true };
    } catch (error) {
      if (!(error instanceof ScriptError)) throw error;
      return answerOf({ kind: 'failed', code: 'script', message: error.message });
    } finally {
      this.#depth--;
      this.state = { ...before, aliases: this.#state.aliases };
      this.settings.machines?.goBack(machine);
    }
  }

  async close(): Promise<void> {
    await this.backend.close();
    this.settings.machines?.close();
  }

  /** Begins a line: understands it, and starts it at once where it is a change. */
  begin(line: string, run: LineRun): Begun {
    const reading = this.#readExpanded(this.#expand(line).line);
    const outer = this.settings.options.union(run.options ?? NO_OPTIONS);
    const options = reading.options.union(outer);
    const json = options.has('json');
    const now = (answer: Answer): Begun => ({ kind: 'other', run: async () => answer, json });
    if (reading.kind !== 'failed' && reading.options.has('version')) return now(this.#version());
    switch (reading.kind) {
      case 'nothing':
        return now(SILENT);
      case 'failed':
        return now({ out: [], report: problemReport(reading.problem) });
      case 'help':
        return now(helpAnswer(reading.subject, this.#place));
      case 'context':
        return { kind: 'other', json, run: async () => this.#enter(reading.path) };
      case 'command': {
        const { command } = reading.subject;
        if (command.sessionOnly && this.#place === 'one-shot') return now(notHere(line));
        const check = reading.options.has('check') && !outer.has('check');
        const dry = check ? dryRun(run.backend, () => this.settings.openBackend('check')) : undefined;
        const backend = dry?.backend ?? run.backend;
        const host = this.#host(run, backend, options.has('check'));
        // On the command line the option is about its command, not about lines of the alias file before it.
        if (reading.options.has('watch') || (this.settings.options.has('watch') && this.#depth === 0)) {
          if (!command.watch) return now(answerOf(NO_WATCH));
          const lines = (signal: AbortSignal) => command.watch!(reading.args, host, signal);
          const watched = async (sink: Sink) => {
            const answer = await watch(lines, sink, { json, signal: run.signal });
            await dry?.close();
            return answer;
          };
          return { kind: 'other', json, run: watched };
        }
        const act = async () => {
          try {
            return await command.action(reading.args, host);
          } catch (error) {
            return faultOutcome(error);
          }
        };
        if (command.change && !check) return { kind: 'change', done: act().then(answerOfChange), json };
        return {
          kind: 'other',
          json,
          run: async (sink) => {
            const before = this.#state;
            const over = dry && run.backend;
            const answer = await this.#finish(act, { sink, options, backend, signal: run.signal }, over);
            if (!dry) return answer;
            // What a dry run did to the session is undone too.
            this.state = before;
            await dry.close();
            return answer;
          },
        };
      }
    }
  }

  /** A script is a session also where one command line runs it. */
  get #place(): HelpPlace {
    return this.#depth > 0 ? 'session' : this.settings.place;
  }

  #expand(line: string): Expanded {
    return expandAlias(line, this.#state.aliases);
  }

  #readExpanded(line: string): Reading<Host> {
    return read(line, this.#state.path, this.#facts);
  }

  async #monitor(): Promise<Answer> {
    const code = await this.settings.openMonitor?.(this);
    if (code !== undefined) return code === 0 ? SILENT : { out: [], failed: true };
    const message = 'The monitor needs a terminal; show status, show connections and show statistics do not.';
    return answerOf({ kind: 'failed', code: 'terminal', message });
  }

  #panel(isOn: boolean | undefined): Answer {
    if (this.settings.setPanel?.(isOn) !== undefined) return SILENT;
    const message = 'The panel needs the interactive shell in a terminal; show all --watch does not.';
    return answerOf({ kind: 'failed', code: 'terminal', message });
  }

  #explain(line: string): Answer {
    const expanded = this.#expand(line).line;
    const lines = explainLines(this.#readExpanded(expanded), expanded, this.#facts);
    return { out: lines, json: { explanation: lines } };
  }

  #enter(path: ContextPath<Host>): Answer {
    if (this.#place === 'one-shot') return helpAnswer({ kind: 'context', path }, 'one-shot');
    this.state = enter(this.#state, path);
    return SILENT;
  }

  #host(run: LineRun, backend: StagedBackend, isDryRun: boolean): Host {
    const { serve, connect } = this.settings;
    return {
      backend,
      run: run.changes,
      signal: run.signal,
      isDryRun,
      elsewhere: this.settings.machines?.current?.machine.name,
      serve,
      connect,
      // Changes of lines before this one may still be on their way when it begins.
      get staged() {
        return run.backend.staged > 0 ? run.backend.staged : undefined;
      },
    };
  }

  /** What is staged belongs to the machine on which it was staged. */
  async #goTo(
    request: Extract<SessionRequest, { op: 'machine' }>,
    { backend, signal }: ScriptRun,
  ): Promise<Answer> {
    return backend.staged > 0
      ? answerOf(STILL_STAGED)
      : await goToMachine(this.settings.machines, request, signal);
  }

  async #helper(request: Extract<SessionRequest, { op: 'helper' }>): Promise<Answer> {
    const { answer, root } = await carryOutHelper(this.settings.openHelpers, request);
    if (root) this.state = withRoot(this.#state, root);
    return answer;
  }

  #version(): Answer {
    const version = this.settings.version();
    return { out: [`netsh-shell ${version}`], json: { version } };
  }

  /** `over`: the backend of the session, where this is a dry run over it. */
  async #finish(act: () => Promise<Outcome>, run: ScriptRun, over?: StagedBackend): Promise<Answer> {
    const outcome = await unlessLeft(act(), run.signal);
    if (!outcome) return LEFT;
    if (outcome.kind === 'text' && outcome.remark && this.settings.isTerminal?.()) {
      return answerOf({ ...outcome, lines: [...outcome.lines, ...outcome.remark] });
    }
    if (outcome.kind !== 'session') return answerOf(outcome);
    const { request } = outcome;
    if (request.op === 'explain') return this.#explain(joinWords(request.words));
    if (request.op === 'monitor') return this.#monitor();
    if (request.op === 'panel') return this.#panel(request.isOn);
    if (request.op === 'helper') return this.#helper(request);
    if (request.op === 'machine') return this.#goTo(request, run);
    if (request.op === 'script') return this.runScript(request.path, run);
    if (isModeRequest(request)) {
      return carryOutMode(request, over ?? run.backend, over !== undefined).catch(faultAnswer);
    }
    const carried: Carried<Host> = carryOut(request, this.#state);
    this.state = carried.state;
    return carried.answer;
  }
}

/** Words that only a session has are no commands of a command line (spec section 2). */
function notHere(line: string): Answer {
  const words = tokenize(line).map((token) => token.text);
  const first = { code: 'unknown-command', line: words.join(' '), word: words[0] ?? '' } as const;
  return { out: [], report: problemReport({ ...first, span: { start: 0, end: line.length } }) };
}

function answerOfChange(outcome: Outcome): Answer {
  return outcome.kind === 'session' ? SILENT : answerOf(outcome);
}

function faultAnswer(error: unknown): Answer {
  return answerOf(faultOutcome(error));
}

const STILL_STAGED: Failure = {
  kind: 'failed',
  code: 'staged',
  message: 'Changes of this machine are staged; commit or abort them before another one is set.',
};
