import type { Host } from '../../contexts/host.ts';
import { ERRORS, fill } from '../errors/errors.ts';
import type { Reading } from '../language/reading.ts';
import type { BackendMode } from '../service/session/staged-backend.ts';
import { type Answer, write } from './answer.ts';
import type { ScriptLine } from './decode.ts';
import { visible } from '../language/visible.ts';
import { type Report, report } from './report.ts';
import type { Begun, LineRun, ScriptRun } from './line-run.ts';
import type { Sink } from './front-end.ts';
import { GatheredOutput } from './gathered-output.ts';
import { type ScriptResult, MAX_NAMED } from './script-result.ts';
import type { ScriptSource } from './source.ts';
import type { ToldErrors } from './told-errors.ts';
import { type SessionState, pop } from './state.ts';
import { textOf } from './text.ts';

/** The session in which a script runs. */
export interface ScriptSession {
  state: SessionState<Host>;
  readonly prompt: string;
  /** Whether a person at a terminal reads what the script says. */
  readonly isRead: boolean;
  /** Errors of the outermost script and those that it runs. */
  readonly errors: ToldErrors;
  read(line: string): Reading<Host>;
  begin(line: string, run: LineRun): Begun;
}

/** So many changes are handed on together: as many as a batch of the service holds. */
const MAX_PENDING = 1000;
/** At most so much of a failed line is shown, in UTF-16 units. */
const SHOWN = 300;

/** A block of a context that was not found. `advice` is what does its job on this system. */
interface LostBlock {
  readonly line: ScriptLine;
  readonly block: string;
  readonly advice: string | undefined;
  skipped: number;
}

interface Pending {
  readonly line: ScriptLine;
  readonly done: Promise<Answer>;
  readonly json: boolean;
}

/**
 * Runs the lines of a script in a session (spec section 7) as they are read, so that a script may have any size. A change does not wait for the one before, so that the
 * service takes many at once, and further lines are read while it works; answers come in order. Resolves with how its lines ended.
 */
export async function runScript(
  session: ScriptSession,
  source: ScriptSource,
  run: ScriptRun,
): Promise<ScriptResult> {
  const script = new Script(session, source.name, run);
  try {
    for await (const portion of source.portions) {
      for (const line of portion) {
        if (!(await script.line(line)) || run.signal?.aborted) return await script.end();
      }
      await script.handOn();
    }
  } catch (error) {
    // What could be read has run; it is answered before the error is told.
    await script.end();
    throw error;
  }
  return script.end();
}

class Script {
  readonly #session: ScriptSession;
  readonly #name: string;
  readonly #run: ScriptRun;
  readonly #stop: boolean;
  readonly #isCheck: boolean;
  readonly #line: LineRun;
  readonly #modeBefore: BackendMode;
  /** Changes that were begun since some were handed on. */
  #pending: Pending[] = [];
  /** Ends when those that were handed on are answered. */
  #answering: Promise<void> = Promise.resolve();
  #ok = true;
  #ran = 0;
  #skipped = 0;
  #failed = 0;
  readonly #firstFailed: number[] = [];
  /** The block of a context that was not found, and how many of its lines were skipped. */
  #lost: LostBlock | undefined;
  #lostBlocks = 0;
  #read: boolean | undefined;
  #lostLines = 0;

  constructor(session: ScriptSession, name: string, run: ScriptRun) {
    this.#session = session;
    this.#name = name;
    this.#run = run;
    this.#modeBefore = run.backend.mode;
    this.#stop = run.options.has('stop-on-error');
    this.#isCheck = run.options.has('check');
    const { backend, options, signal } = run;
    this.#line = { backend, options, signal, changes: this.#stop ? { failed: false } : undefined };
  }

  /** Runs one line; resolves with false where the script ends with it. */
  async line(line: ScriptLine): Promise<boolean> {
    if (this.#lost && !this.#leavesLost(line)) return this.#goesOn();
    if (this.#run.options.has('echo')) {
      await this.settle();
      this.#run.front.out(textOf([this.#session.prompt + line.text]));
    }
    if (line.fault !== undefined) {
      await this.settle();
      this.#fail(line, report('text', [line.fault]));
      return this.#goesOn();
    }
    const begun = this.#session.begin(line.text, this.#line);
    if (begun.kind === 'nothing') return true;
    if (begun.kind === 'change') {
      this.#pending.push({ line, done: begun.done, json: begun.json });
      if (this.#pending.length >= MAX_PENDING) await this.handOn();
      return this.#goesOn();
    }
    await this.settle();
    if (!this.#goesOn()) return false;
    const answer = await begun.run(this.#run.front);
    const { lostBlock: block } = answer;
    if (block !== undefined) this.#lost = { line, block, advice: answer.report?.detail, skipped: 0 };
    else this.#write(line, answer, begun.json);
    return !answer.leave && this.#goesOn();
  }

  /**
   * Has the changes that were begun made and answered, in order, while further lines are read; waits only for those that were
   * handed on before.
   */
  async handOn(): Promise<void> {
    const pending = this.#pending;
    if (pending.length === 0) return;
    this.#pending = [];
    this.#run.backend.flush();
    const before = this.#answering;
    this.#answering = before.then(() => this.#answerAll(pending));
    // Whoever waits for it is told of its failure, as soon as somebody does.
    this.#answering.catch(() => {});
    await before;
  }

  /** Waits until the changes that were begun are answered. */
  async settle(): Promise<void> {
    await this.handOn();
    await this.#answering;
  }

  async #answerAll(pending: readonly Pending[]): Promise<void> {
    const output = new GatheredOutput(this.#run.front);
    for (const { line, done, json } of pending) this.#write(line, await done, json, output);
    output.flush();
  }

  /** Ends the script; resolves with how its lines ended. */
  async end(): Promise<ScriptResult> {
    await this.settle();
    this.#reportLost(' up to the end');
    const isStopped = !this.#goesOn();
    this.#restoreMode();
    return {
      ok: this.#ok,
      ran: this.#ran,
      failed: this.#failed,
      firstFailed: this.#firstFailed,
      skipped: this.#skipped,
      lostBlocks: this.#lostBlocks,
      lostLines: this.#lostLines,
      isStopped,
    };
  }

  /** Asked when something is written, once: opening a stream takes time. */
  get #isRead(): boolean {
    return (this.#read ??= this.#session.isRead);
  }

  #goesOn(): boolean {
    return this.#ok || !this.#stop;
  }

  /** Whether a line, which stands in a block of a context that was not found, runs: the next pushd does (spec section 2). */
  #leavesLost(line: ScriptLine): boolean {
    const reading = this.#session.read(line.text);
    const name = reading.kind === 'command' ? reading.subject.command.name : '';
    if (name === 'pushd') {
      this.#reportLost(' up to the next pushd');
      return this.#goesOn();
    }
    if (name === 'popd') {
      this.#reportLost(' up to its popd');
      this.#session.state = pop(this.#session.state);
    } else if (reading.kind !== 'nothing') this.#lost!.skipped++;
    return false;
  }

  #reportLost(end: string): void {
    const lost = this.#lost;
    if (!lost) return;
    this.#lost = undefined;
    const lines = lost.skipped === 1 ? '1 line was' : `${lost.skipped} lines were`;
    this.#lostBlocks++;
    this.#lostLines += lost.skipped;
    const names = { block: visible(lost.block), lines, end };
    const message = fill(ERRORS['unknown-command'].says.block, names);
    this.#fail(lost.line, report('unknown-command', [message], lost.advice));
  }

  /** Restores the mode from before the script. Changes that it leaves staged are discarded, which is an error. */
  #restoreMode(): void {
    const { backend, front, options } = this.#run;
    if (backend.mode === this.#modeBefore) return;
    if (this.#modeBefore === 'offline') {
      backend.goOffline();
      return;
    }
    const discarded = backend.leave();
    if (discarded === 0) return;
    const changes = discarded === 1 ? '1 staged change was' : `${discarded} staged changes were`;
    const message = fill(ERRORS.discarded.says.script, { script: this.#name, changes });
    write({ out: [], report: report('discarded', [message]) }, front, { json: options.has('json') });
    this.#ok = false;
  }

  #write(line: ScriptLine, answer: Answer, json: boolean, sink: Sink = this.#run.front): void {
    if (answer.skipped) {
      this.#skipped++;
      return;
    }
    this.#ran++;
    if (!answer.report && !answer.failed) {
      this.#answer(line, answer, json, sink);
      return;
    }
    this.#ok = false;
    this.#failed++;
    if (this.#firstFailed.length < MAX_NAMED) this.#firstFailed.push(line.number);
    const { errors } = this.#session;
    if (!answer.report || json || !this.#isRead || errors.isNextTold())
      this.#answer(line, answer, json, sink);
  }

  #answer(line: ScriptLine, answer: Answer, json: boolean, sink: Sink): void {
    if (json) write(answer, sink, { json, place: answer.report && this.#place(line) });
    else if (this.#isCheck) this.#list(line, answer, sink);
    else
      write(this.#isRead ? unblank(answer) : answer, sink, {
        json,
        place: answer.report && this.#place(line),
      });
  }

  /** Writes what a check found: one line for an error, and no blank line for a change that would do. */
  #list(line: ScriptLine, answer: Answer, sink: Sink): void {
    const { report, ...others } = answer;
    if (report) sink.err(textOf([`${this.#place(line)}: ${visible(report.brief)}`]));
    write(unblank(others), sink, { json: false });
  }

  #fail(line: ScriptLine, report: Report): void {
    this.#write(line, { out: [], report }, this.#run.options.has('json'));
  }

  #place(line: ScriptLine): string {
    const text = visible(line.text.trim());
    return `${this.#name}:${line.number}: ${text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text}`;
  }
}

/** Returns an answer without the blank line that says only that a command is done. */
function unblank(answer: Answer): Answer {
  return answer.out.length === 1 && answer.out[0] === '' ? { ...answer, out: [] } : answer;
}
