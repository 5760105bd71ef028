import type { Host } from '../../contexts/host.ts';
import { effectOf } from '../../help/explain.ts';
import { ERRORS } from '../errors/errors.ts';
import { failure } from '../language/failure.ts';
import type { Outcome } from '../language/outcome.ts';
import type { Reading } from '../language/reading.ts';
import { visible } from '../language/visible.ts';
import { type Entry, sameEntry } from '../portproxy/entry.ts';
import { entryKey } from '../portproxy/key.ts';
import { plainEntry } from '../service/contract/status.ts';
import type { StagedBackend } from '../service/session/staged-backend.ts';
import { faultOutcome } from './answer.ts';
import type { ScriptLine } from './decode.ts';
import { type ExplainedSession, rulebookOf } from './explained-session.ts';
import { LineReader } from './line-reader.ts';
import { after } from './read-ahead.ts';
import { findContext } from './session-request.ts';
import type { ScriptSource } from './source.ts';
import type { SessionState } from './state.ts';

/** So many lines that do something are explained; each is tried on a copy of the table. */
const MOST = 1000;
/** At most so much of a line is shown, in UTF-16 units. */
const SHOWN = 300;

/**
 * Explains each line of a script as it would run after those before it, and what would be in the table at the end. Changes are tried
 * on a dry run; nothing else is run. Rejects where the script or the table cannot be read.
 */
export async function explainScript(
  source: ScriptSource,
  session: ExplainedSession,
): Promise<readonly string[]> {
  const dry = session.openDry();
  try {
    const before = (await dry.backend.entries()).map(plainEntry);
    const explainer = new ScriptExplainer(session, dry.backend);
    const lines = await explainer.linesOf(source);
    const discarded = dry.backend.leave();
    const entries = (await dry.backend.entries()).map(plainEntry);
    return [
      '',
      `${source.name}, line by line; nothing is run:`,
      '',
      ...lines,
      '',
      explainer.summary(before, entries, discarded),
      '',
    ];
  } finally {
    await dry.close();
  }
}

class ScriptExplainer {
  readonly #facts: ExplainedSession['facts'];
  readonly #backend: StagedBackend;
  readonly #reader: LineReader;
  #state: SessionState<Host>;
  #isStale = true;
  #explained = 0;
  #faulty = 0;
  #skipped = 0;
  /** In the block of a context that does not exist. */
  #isLost = false;

  constructor({ newFacts, state }: ExplainedSession, backend: StagedBackend) {
    this.#facts = newFacts();
    this.#backend = backend;
    this.#state = state;
    this.#reader = new LineReader(this.#facts, () => this.#state);
  }

  async linesOf(source: ScriptSource): Promise<string[]> {
    const lines: string[] = [];
    for await (const portion of source.portions) {
      for (const line of portion) {
        if (this.#explained >= MOST) return [...lines, `  … only the first ${MOST} lines are explained.`];
        const texts = await this.#explain(line);
        if (texts.length === 0) continue;
        this.#explained++;
        lines.push(`  ${line.number}: ${shown(line.text)}`, ...texts.map((text) => `      ${text}`));
      }
    }
    return lines;
  }

  /** Tells in a sentence or two what the script comes to; `discarded` changes were never committed. */
  summary(before: readonly Entry[], after: readonly Entry[], discarded: number): string {
    const old = new Map(before.map((entry) => [entryKey(entry), entry]));
    const now = new Set(after.map(entryKey));
    const added = after.filter((entry) => !old.has(entryKey(entry))).length;
    const changed = after.filter((entry) => {
      const known = old.get(entryKey(entry));
      return known !== undefined && !sameEntry(known, entry);
    }).length;
    const deleted = before.filter((entry) => !now.has(entryKey(entry))).length;
    const differences = [
      ...(added > 0 ? [`${added} added`] : []),
      ...(changed > 0 ? [`${changed} changed`] : []),
      ...(deleted > 0 ? [`${deleted} deleted`] : []),
    ];
    const faults = this.#faulty === 0 ? 'none has an error' : `${this.#faulty} with an error`;
    const skipped = this.#skipped === 0 ? '' : `, ${this.#skipped} skipped`;
    const staged = discarded === 1 ? '1 staged change' : `${discarded} staged changes`;
    const lost = discarded > 0 ? ` It would discard ${staged}, which it does not commit.` : '';
    const entries = after.length === 1 ? '1 entry' : `${after.length} entries`;
    return (
      `${this.#explained === 1 ? '1 line' : `${this.#explained} lines`}, ${faults}${skipped}. ` +
      `The table would have ${entries}: ${differences.length > 0 ? differences.join(', ') : 'as it is now'}.${lost}`
    );
  }

  /** Returns what a line would do, and makes it so on the dry run; nothing for a comment and an empty line. */
  async #explain({ text, fault }: ScriptLine): Promise<string[]> {
    if (fault !== undefined) return this.#fault(fault);
    const { reading } = this.#reader.readToExplain(text);
    if (reading.kind === 'nothing') return [];
    const name = reading.kind === 'command' ? reading.subject.command.name : '';
    if (this.#isLost && name !== 'pushd') {
      this.#isLost = name !== 'popd';
      if (name === 'popd') this.#state = after(reading, this.#state);
      else this.#skipped++;
      return name === 'popd' ? [effectOf(reading, this.#facts)] : ['Skipped: its context was not found.'];
    }
    this.#isLost = false;
    if (reading.kind === 'failed') return this.#fault(effectOf(reading, this.#facts));
    if (reading.kind === 'command') return this.#explainCommand(reading);
    this.#state = after(reading, this.#state);
    return [effectOf(reading, this.#facts)];
  }

  async #explainCommand(reading: Extract<Reading<Host>, { kind: 'command' }>): Promise<string[]> {
    const { command } = reading.subject;
    if (command.effect && this.#isStale) {
      this.#facts.entries = await this.#backend.entries();
      this.#facts.rulebook = await rulebookOf(this.#backend);
      this.#isStale = false;
    }
    const effect = effectOf(reading, this.#facts);
    if (command.name === 'pushd' && reading.args.rest.length > 0) {
      this.#isLost = findContext(reading.args.rest, this.#state.path) === undefined;
    }
    this.#state = after(reading, this.#state);
    if (this.#isLost) return this.#fault('Its context was not found: the lines up to its popd are skipped.');
    const outcome = command.change ? await this.#tryOut(reading) : undefined;
    await this.#setMode(reading);
    return outcome?.kind === 'failed' ? this.#fault(`${effect} It would fail: ${outcome.message}`) : [effect];
  }

  /** Makes a change on the dry run. */
  async #tryOut({ subject, args }: Extract<Reading<Host>, { kind: 'command' }>): Promise<Outcome> {
    this.#isStale = true;
    try {
      return await subject.command.action(args, { ...NO_PROCESS, backend: this.#backend, isDryRun: true });
    } catch (error) {
      return faultOutcome(error);
    }
  }

  /** Stages, commits and discards on the dry run as the script would. */
  async #setMode({ subject, args }: Extract<Reading<Host>, { kind: 'command' }>): Promise<void> {
    const { name, sessionOnly } = subject.command;
    const isMode = sessionOnly === true || (name === 'mode' && subject.group?.name === 'set');
    if (!isMode) return;
    this.#isStale = true;
    switch (name === 'mode' ? args.values['mode'] : name) {
      case 'offline':
        this.#backend.goOffline();
        break;
      case 'online':
        await this.#backend.goOnline();
        break;
      case 'commit':
        await this.#backend.commit();
        break;
      case 'abort':
        this.#backend.abort();
        break;
      default:
        break;
    }
  }

  #fault(text: string): string[] {
    this.#faulty++;
    return [text];
  }
}

/** Changes start no process. */
const noProcess = async (): Promise<Outcome> => failure('foreground', ERRORS.foreground.says.session);
const NO_PROCESS: Pick<Host, 'serve' | 'restart' | 'connect'> = {
  serve: noProcess,
  restart: noProcess,
  connect: noProcess,
};

function shown(line: string): string {
  const text = visible(line.trim());
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}
