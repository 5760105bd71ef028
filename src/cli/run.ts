import { fstatSync } from 'node:fs';
import { ERRORS, fill } from '../errors/errors.ts';
import { constants } from 'node:os';
import { EXIT } from '../errors/row.ts';
import type { NetshContext } from '../../contexts/host.ts';
import { COMMAND_LINE_USAGE, helpLines } from '../../help/help.ts';
import { joinWords, tokenize } from '../language/token.ts';
import { adviceFor } from '../shell/advice.ts';
import { type Answer, SILENT, faultOutcome, write, writeReport } from '../shell/answer.ts';
import { goToMachine } from '../shell/machine.ts';
import { failureReport, report } from '../shell/report.ts';
import { findContext } from '../shell/session-request.ts';
import { Session } from '../shell/session.ts';
import type { SessionSettings } from '../shell/session-settings.ts';
import type { Sink } from '../shell/front-end.ts';
import { streamSource } from '../shell/source.ts';
import { scriptAnswer } from '../shell/script-result.ts';
import { runScript } from '../shell/script.ts';
import { enter } from '../shell/state.ts';
import { textOf } from '../shell/text.ts';
import { interruptSignals } from '../system/end-signals.ts';
import { repeatedSignals } from '../system/repeated-signal.ts';
import type { Invocation } from './parse.ts';

/** Resolves with the text of an invocation that needs no session: help, with the usage of the command line. */
export async function simpleLines(
  invocation: Extract<Invocation, { kind: 'help' }>,
  root: NetshContext,
): Promise<string> {
  const help = helpLines({ kind: 'context', path: [root] }, 'one-shot');
  const { usage } = invocation;
  const options = usage === 'whole' ? await optionLines() : [];
  return textOf([...(usage ? COMMAND_LINE_USAGE : []), ...options, ...help]);
}

/** Our options and the environment variables, without a blank line at the end; loaded for `--help` alone. */
async function optionLines(): Promise<readonly string[]> {
  const [{ topicLines }, { options }] = await Promise.all([
    import('../../help/topics/topic-lines.ts'),
    import('../../help/topics/options.ts'),
  ]);
  return topicLines(options).slice(0, -1);
}

/** Writes that a command line is not understood: why, in our words, and netsh's usage. */
export function writeUsage(message: string, sink: Sink): void {
  sink.err(textOf([message]));
  sink.out(textOf([...COMMAND_LINE_USAGE, '']));
}

type Run = Extract<Invocation, { kind: 'run' }>;

/**
 * Opens a session in the context and with the aliases of a command line. Resolves with undefined where that failed,
 * which has been reported.
 */
export async function openSession(
  run: Run,
  settings: Omit<SessionSettings, 'place' | 'options'>,
  sink: Sink,
): Promise<Session | undefined> {
  const place = run.work.kind === 'command' ? 'one-shot' : 'session';
  const session = new Session({ ...settings, place, options: run.options });
  if (run.options.has('embedded') && !(await isOpen(session, sink))) return closed(session);
  if (run.machine && !(await isReached(session, run, sink))) return closed(session);
  if (run.aliasFile !== undefined) {
    // What it prints is not what was asked for; its errors are.
    const quiet: Sink = {
      out: () => {},
      err: (text) => sink.err(text),
      outError: (text) => sink.out(text),
    };
    const answer = await session.runScript(run.aliasFile, {
      front: quiet,
      backend: session.backend,
      options: run.options,
    });
    // A summary would be one of what was not asked for.
    const { notices: _notices, ...told } = answer;
    if (!write(told, sink, { json: run.options.has('json') })) return closed(session);
  }
  if (run.context !== undefined) {
    const path = findContext(run.context.split(/\s+/).filter(Boolean), session.path);
    if (!path) {
      const message = fill(ERRORS['unknown-command'].says.line, { line: run.context });
      const advice = await adviceFor(tokenize(run.context), session);
      writeReport(report('unknown-command', [message], advice), sink);
      return closed(session);
    }
    session.state = enter(session.state, path);
  }
  return session;
}

/** Runs the one command of a command line, its script, or standard input. Resolves with the exit code. */
export async function runWork(
  run: Run,
  session: Session,
  sink: Sink,
  stdin: () => AsyncIterable<Uint8Array>,
): Promise<number> {
  const ok = await work(run, session, sink, stdin);
  await session.close();
  return ok ? EXIT.ok : EXIT.failed;
}

async function work(
  run: Run,
  session: Session,
  sink: Sink,
  stdin: () => AsyncIterable<Uint8Array>,
): Promise<boolean> {
  switch (run.work.kind) {
    case 'command':
      return (await session.run(joinWords(run.work.words), sink, untilInterrupted(run))).ok;
    case 'script': {
      const { backend } = session;
      const answer = await session.runScript(run.work.path, { front: sink, backend, options: run.options });
      return writeAnswer(answer, session, sink);
    }
    case 'shell': {
      if (fstatSync(0).isDirectory()) {
        sink.err(textOf(['Standard input cannot be read: it is a directory.']));
        return false;
      }
      const { backend } = session;
      const { options } = run;
      const source = streamSource(STDIN, stdin());
      const result = await runScript(session, source, { front: sink, backend, options });
      return writeAnswer(
        scriptAnswer(STDIN, result, options.has('check'), session.errors.remark),
        session,
        sink,
      );
    }
  }
}

/** The name of standard input in errors. */
const STDIN = '<stdin>';

function writeAnswer(answer: Answer, { settings }: Session, sink: Sink): boolean {
  return write(answer, sink, {
    json: settings.options.has('json'),
    isTerminal: settings.isTerminal,
    columns: settings.columns,
  });
}

/** A signal ends `--watch`. That is no error: the exit code stays as it is. A second one ends the process at once. */
function untilInterrupted({ options }: Run): AbortSignal | undefined {
  if (!options.has('watch')) return undefined;
  const over = new AbortController();
  const isRepeated = repeatedSignals();
  for (const signal of interruptSignals()) {
    process.on(signal, () => {
      if (isRepeated(signal)) return;
      if (over.signal.aborted) process.exit(128 + constants.signals[signal]);
      over.abort();
    });
  }
  return over.signal;
}

/** Goes to the machine of `-r`; one command says nothing of it where both ends run the same version. */
async function isReached(
  { settings }: Session,
  { machine, work, options }: Run,
  sink: Sink,
): Promise<boolean> {
  const { machines } = settings;
  const answer = await goToMachine(machines, machine ?? { name: '' });
  const isPlain = work.kind === 'command' && machines?.current?.version === machines?.version;
  const json = options.has('json');
  return write(isPlain ? SILENT : { ...answer, out: [], json: undefined }, sink, { json });
}

/** Reports at once, not at every command, that a relay cannot be embedded (another one holds this home). */
async function isOpen(session: Session, sink: Sink): Promise<boolean> {
  try {
    await session.backend.status();
    return true;
  } catch (error) {
    writeReport(failureReport(faultOutcome(error)), sink);
    return false;
  }
}

async function closed(session: Session): Promise<undefined> {
  await session.close();
  return undefined;
}
