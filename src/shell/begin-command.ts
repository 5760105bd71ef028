import type { Host } from '../../contexts/host.ts';
import type { OptionName } from '../language/options.ts';
import type { Outcome } from '../language/outcome.ts';
import { visible } from '../language/visible.ts';
import type { Reading } from '../language/reading.ts';
import type { StagedBackend } from '../service/session/staged-backend.ts';
import { type RequestedSession, answerRequest } from './answer-request.ts';
import { type Answer, SILENT, answerOf, faultOutcome } from './answer.ts';
import type { FrontEnd } from './front-end.ts';
import { LEFT, unlessLeft } from './leave.ts';
import type { Begun, LineRun, ScriptRun } from './line-run.ts';
import { type DryRun, openDryRun } from './session-backend.ts';
import { textOf } from './text.ts';
import { noWatch, watch } from './watch.ts';

/** How a command runs. */
export interface CommandRun extends LineRun {
  /** All options that hold for it. */
  readonly options: ReadonlySet<OptionName>;
  /** It is a dry run within a session that changes things. */
  readonly isDry: boolean;
  readonly isWatched: boolean;
}

/** Begins a command; starts it at once where it is a change. */
export function beginCommand(
  session: RequestedSession,
  { subject: { command }, args }: Extract<Reading<Host>, { kind: 'command' }>,
  run: CommandRun,
): Begun {
  const { options, isDry, isWatched, signal } = run;
  const json = options.has('json');
  const { watch: watchLines } = command;
  if (isWatched && !watchLines)
    return { kind: 'other', json, run: async () => answerOf(noWatch(session.settings.root)) };
  const dry = isDry ? openDryRun(run.backend, () => session.settings.openBackend('check')) : undefined;
  const backend = dry?.backend ?? run.backend;
  const host = hostOf(session, run, backend);
  if (isWatched && watchLines) {
    const lines = (until: AbortSignal) => watchLines(args, host, until);
    const watched = async (front: FrontEnd) => {
      const answer = await watch(lines, front, { json, signal });
      await dry?.close();
      return answer;
    };
    return { kind: 'other', json, run: watched };
  }
  const act = () => outcomeOf(() => command.action(args, host));
  if (command.change && !dry) return { kind: 'change', json, done: act().then(answerOfChange) };
  return {
    kind: 'other',
    json,
    run: (front) => {
      const scriptRun = { front, options, backend, signal, isTyped: run.typedAt !== undefined };
      if (!dry) return finish(session, act, scriptRun);
      return tryOut(session, act, scriptRun, { ...dry, over: run.backend });
    },
  };
}

function hostOf({ settings }: RequestedSession, run: CommandRun, backend: StagedBackend): Host {
  const { serve, restart, connect, machines, isTerminal } = settings;
  const { typedAt } = run;
  return {
    backend,
    run: run.changes,
    signal: run.signal,
    isDryRun: run.options.has('check'),
    elsewhere: machines?.current?.machine.name,
    isFleet: machines?.current?.isFleet,
    serve,
    restart,
    connect,
    // Asked only where it matters: opening a stream takes time.
    get remark() {
      return typedAt && isTerminal?.() ? (line: string) => typedAt.err(textOf([visible(line)])) : undefined;
    },
    get columns() {
      return typedAt && isTerminal?.() ? settings.columns?.() : undefined;
    },
    // Changes of lines before this one may still be on their way when it begins.
    get staged() {
      return run.backend.staged > 0 ? run.backend.staged : undefined;
    },
  };
}

/** Carries out a dry run over the session's backend, and undoes what it did to the session. */
async function tryOut(
  session: RequestedSession,
  act: () => Promise<Outcome>,
  run: ScriptRun,
  { over, close }: DryRun & { readonly over: StagedBackend },
): Promise<Answer> {
  const before = session.state;
  const answer = await finish(session, act, run, over);
  session.state = before;
  await close();
  return answer;
}

/** Carries out a command; `over`: the backend of the session, where this is a dry run over it. */
async function finish(
  session: RequestedSession,
  act: () => Promise<Outcome>,
  run: ScriptRun,
  over?: StagedBackend,
): Promise<Answer> {
  const outcome = await unlessLeft(act(), run.signal);
  if (!outcome) return LEFT;
  return outcome.kind === 'session' ? answerRequest(session, outcome.request, run, over) : answerOf(outcome);
}

async function outcomeOf(act: () => Outcome | Promise<Outcome>): Promise<Outcome> {
  try {
    return await act();
  } catch (error) {
    return faultOutcome(error);
  }
}

function answerOfChange(outcome: Outcome): Answer {
  return outcome.kind === 'session' ? SILENT : answerOf(outcome);
}
