import type { Host } from '../../contexts/host.ts';
import type { HelpPlace } from '../../help/listing.ts';
import { ERRORS, fill } from '../errors/errors.ts';
import type { Completion } from '../language/complete.ts';
import { failure } from '../language/failure.ts';
import type { Hint } from '../language/hint.ts';
import type { OptionName } from '../language/options.ts';
import type { Outcome } from '../language/outcome.ts';
import type { Reading } from '../language/reading.ts';
import type { ContextPath, Question } from '../language/schema.ts';
import { tokenize } from '../language/token.ts';
import type { ListedEntry } from '../service/contract/status.ts';
import type { StagedBackend } from '../service/session/staged-backend.ts';
import { answerRequest } from './answer-request.ts';
import { type Answer, SILENT, answerOf, faultOutcome, helpAnswer, write } from './answer.ts';
import { MachineFacts } from './facts.ts';
import { LEFT, unlessLeft } from './leave.ts';
import { LineReader } from './line-reader.ts';
import type { Begun, LineRun } from './line-run.ts';
import { problemReport } from './report.ts';
import { type ScriptRun, runScript } from './script.ts';
import { openDryRun, withMode } from './session-backend.ts';
import type { SessionSettings } from './session-settings.ts';
import type { LineResult, Shell, Sink } from './shell.ts';
import { ScriptError, fileSource } from './source.ts';
import { statusLine } from './status-line.ts';
import { noWatch, watch } from './watch.ts';
import { type SessionState, enter, initialState } from './state.ts';

const NO_OPTIONS: ReadonlySet<OptionName> = new Set();
/** Scripts may run scripts this deep. */
const MAX_DEPTH = 16;

/** A netsh session: where it stands, and lines run in it. */
export class Session implements Shell<Host> {
  readonly settings: SessionSettings;
  readonly #facts = new MachineFacts(() => this.settings.machines?.current?.facts);
  /** What lines mean where the session stands. */
  readonly reader = new LineReader(this.#facts, () => this.#state);
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
    return this.reader.read(line);
  }

  complete(line: string, cursor: number): Completion {
    return this.reader.complete(line, cursor);
  }

  hint(line: string, cursor: number): Hint<Host> {
    return this.reader.hint(line, cursor);
  }

  /** What the user is to be asked before this line runs; nothing before a dry run. */
  question(line: string): Question | Promise<Question> {
    const reading = this.reader.read(line);
    if (reading.options.has('check') || this.settings.options.has('check')) return undefined;
    return this.reader.question(reading, this.backend.staged);
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
      return answerOf(failure('script', fill(ERRORS.script.says.deep, { path, limit: MAX_DEPTH })));
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
      return answerOf(failure('script', error.message));
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
    const reading = this.reader.readToRun(line);
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
        const dry = check ? openDryRun(run.backend, () => this.settings.openBackend('check')) : undefined;
        const backend = dry?.backend ?? run.backend;
        const host = this.#host(run, backend, options.has('check'));
        // On the command line the option is about its command, not about lines of the alias file before it.
        if (reading.options.has('watch') || (this.settings.options.has('watch') && this.#depth === 0)) {
          if (!command.watch) return now(answerOf(noWatch(this.settings.root)));
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

  #enter(path: ContextPath<Host>): Answer {
    if (this.#place === 'one-shot') return helpAnswer({ kind: 'context', path }, 'one-shot');
    this.state = enter(this.#state, path);
    return SILENT;
  }

  #host(run: LineRun, backend: StagedBackend, isDryRun: boolean): Host {
    const { serve, connect, machines } = this.settings;
    return {
      backend,
      run: run.changes,
      signal: run.signal,
      isDryRun,
      elsewhere: machines?.current?.machine.name,
      serve,
      connect,
      // Changes of lines before this one may still be on their way when it begins.
      get staged() {
        return run.backend.staged > 0 ? run.backend.staged : undefined;
      },
    };
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
    return outcome.kind === 'session' ? answerRequest(this, outcome.request, run, over) : answerOf(outcome);
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
