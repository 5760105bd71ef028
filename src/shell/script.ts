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
import { type ScriptResult, MAX_NAMED } from './script-result.ts';
import type { ScriptSource } from './source.ts';
import { type SessionState, pop } from './state.ts';
import { textOf } from './text.ts';

/** The session in which a script runs. */
export interface ScriptSession {
  state: SessionState<Host>;
  readonly prompt: string;
  read(line: string): Reading<Host>;
  begin(line: string, run: LineRun): Begun;
}

/** At most so many changes wait for their answer: as many as a batch of the service holds. */
const MAX_PENDING = 1000;
/** At most so much of a failed line is shown, in UTF-16 units. */
const SHOWN = 300;

interface Pending {
  readonly line: ScriptLine;
  readonly done: Promise<Answer>;
  readonly json: boolean;
}

/**
 * Runs the lines of a script in a session (spec section 7) as they are read, so that a script may have any size. A change does not wait for the one before, so that the
 * service takes many at once; answers come in order. Resolves with how its lines ended.
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
      await script.settle();
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
  #pending: Pending[] = [];
  #ok = true;
  #ran = 0;
  #skipped = 0;
  #failed = 0;
  readonly #firstFailed: number[] = [];
  /** The block of a context that was not found: where it began, and how deep its pushd lines are nested. */
  #lost: { readonly line: ScriptLine; readonly block: string; depth: number; skipped: number } | undefined;

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
    if (this.#lost) return this.#skip(line);
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
      if (this.#pending.length >= MAX_PENDING) await this.settle();
      return this.#goesOn();
    }
    await this.settle();
    if (!this.#goesOn()) return false;
    const answer = await begun.run(this.#run.front);
    if (answer.lostBlock !== undefined) this.#lost = { line, block: answer.lostBlock, depth: 1, skipped: 0 };
    else this.#write(line, answer, begun.json);
    return !answer.leave && this.#goesOn();
  }

  /** Waits for the changes that were begun, and answers them in order. */
  async settle(): Promise<void> {
    if (this.#pending.length === 0) return;
    const pending = this.#pending;
    this.#pending = [];
    this.#run.backend.flush();
    const output = new Lines(this.#run.front);
    for (const { line, done, json } of pending) this.#write(line, await done, json, output);
    output.flush();
  }

  /** Ends the script; resolves with how its lines ended. */
  async end(): Promise<ScriptResult> {
    await this.settle();
    this.#reportLost();
    const isStopped = !this.#goesOn();
    this.#restoreMode();
    return {
      ok: this.#ok,
      ran: this.#ran,
      failed: this.#failed,
      firstFailed: this.#firstFailed,
      skipped: this.#skipped,
      isStopped,
    };
  }

  #goesOn(): boolean {
    return this.#ok || !this.#stop;
  }

  #skip(line: ScriptLine): boolean {
    const lost = this.#lost!;
    const reading = this.#session.read(line.text);
    const name = reading.kind === 'command' ? reading.subject.command.name : '';
    if (name === 'pushd') lost.depth++;
    if (name === 'popd') lost.depth--;
    if (lost.depth > 0) {
      if (reading.kind !== 'nothing') lost.skipped++;
      return true;
    }
    this.#reportLost();
    return this.#goesOn();
  }

  #reportLost(): void {
    const lost = this.#lost;
    if (!lost) return;
    this.#lost = undefined;
    const lines = lost.skipped === 1 ? '1 line was' : `${lost.skipped} lines were`;
    const end = lost.depth === 0 ? ' up to its popd' : '';
    this.#skipped += lost.skipped;
    const names = { block: visible(lost.block), lines, end };
    this.#fail(lost.line, report('unknown-command', [fill(ERRORS['unknown-command'].says.block, names)]));
    this.#session.state = pop(this.#session.state);
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
    const ok =
      this.#isCheck && !json ? this.#list(line, answer, sink) : this.#answer(line, answer, json, sink);
    if (ok) return;
    this.#ok = false;
    this.#failed++;
    if (this.#firstFailed.length < MAX_NAMED) this.#firstFailed.push(line.number);
  }

  #answer(line: ScriptLine, answer: Answer, json: boolean, sink: Sink): boolean {
    return write(answer, sink, { json, place: answer.report && this.#place(line) });
  }

  /** Writes what a check found: one line for an error, and no blank line for a change that would do. */
  #list(line: ScriptLine, answer: Answer, sink: Sink): boolean {
    const { report, out, ...others } = answer;
    if (report) sink.err(textOf([`${this.#place(line)}: ${visible(report.brief)}`]));
    const isBlank = out.length === 1 && out[0] === '';
    return write({ ...others, out: isBlank ? [] : out }, sink, { json: false }) && !report;
  }

  #fail(line: ScriptLine, report: Report): void {
    this.#write(line, { out: [], report }, this.#run.options.has('json'));
  }

  #place(line: ScriptLine): string {
    const text = visible(line.text.trim());
    return `${this.#name}:${line.number}: ${text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text}`;
  }
}

/** Collects text for standard output, so that a thousand blank lines are one write; errors keep their place. */
class Lines implements Sink {
  readonly #sink: Sink;
  #text = '';

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  out(text: string): void {
    this.#text += text;
  }

  err(text: string): void {
    this.flush();
    this.#sink.err(text);
  }

  flush(): void {
    if (this.#text !== '') this.#sink.out(this.#text);
    this.#text = '';
  }
}
