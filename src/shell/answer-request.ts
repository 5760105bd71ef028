import type { Host } from '../../contexts/host.ts';
import { ERRORS } from '../errors/errors.ts';
import { failure } from '../language/failure.ts';
import type { SessionRequest } from '../language/outcome.ts';
import { tokenize } from '../language/token.ts';
import type { StagedBackend } from '../service/session/staged-backend.ts';
import { type AdvisedSession, adviceToTell } from './advice.ts';
import { type Answer, SILENT, answerOf, faultOutcome } from './answer.ts';
import { answerEditing } from './editing.ts';
import type { LendTerminal } from './front-end.ts';
import { carryOutHelper } from './helpers.ts';
import { learn } from './learn.ts';
import type { ScriptRun } from './line-run.ts';
import { goToMachine } from './machine.ts';
import { carryOutMode, isModeRequest } from './mode-request.ts';
import { withDetail } from './report.ts';
import { carryOut } from './session-request.ts';
import type { MonitorOpener, MonitorRequest } from './session-settings.ts';
import { type SessionState, withRoot } from './state.ts';

/** The session that a request changes. */
export interface RequestedSession extends MonitorOpener, AdvisedSession {
  state: SessionState<Host>;
  explain(words: readonly string[], backend: StagedBackend): Promise<readonly string[]>;
  runScript(path: string, run: ScriptRun): Promise<Answer>;
}

/**
 * Carries out what an action asks of its session. `over` is the backend of the session where this is a dry run over it.
 */
export async function answerRequest(
  session: RequestedSession,
  request: SessionRequest,
  run: ScriptRun,
  over?: StagedBackend,
): Promise<Answer> {
  if (isModeRequest(request)) {
    return carryOutMode(request, over ?? run.backend, over !== undefined).catch((error: unknown) =>
      answerOf(faultOutcome(error)),
    );
  }
  const { front, signal } = run;
  switch (request.op) {
    case 'explain':
      try {
        const lines = await session.explain(request.words, run.backend);
        return { out: lines, isProse: true, json: { explanation: lines } };
      } catch (error) {
        return answerOf(faultOutcome(error));
      }
    case 'monitor':
      return monitor(session, request, front.lendTerminal);
    case 'panel':
      if (!front.setPanel) return answerOf(failure('terminal', ERRORS.terminal.says.panel));
      front.setPanel(request.isOn);
      return SILENT;
    case 'editing':
      return answerEditing(session.settings, request, { front, isDryRun: run.options.has('check') });
    case 'helper': {
      const { answer, root } = await carryOutHelper(session.settings.openHelpers, request);
      if (root) session.state = withRoot(session.state, root);
      return answer;
    }
    case 'machine':
      // What is staged belongs to the machine on which it was staged.
      if (run.backend.staged > 0) return answerOf(failure('staged', ERRORS.staged.says.machine));
      return goToMachine(session.settings.machines, request, { signal, lend: front.lendTerminal });
    case 'learn':
      return learn(session.settings, request, {
        lend: front.lendTerminal,
        isDryRun: run.options.has('check'),
      });
    case 'script':
      return session.runScript(request.path, run);
    case 'push': {
      const { state, answer } = carryOut(request, session.state);
      const advice =
        answer.lostBlock === undefined
          ? undefined
          : await adviceToTell(tokenize(answer.lostBlock), session, run.isTyped === true);
      session.state = state;
      return advice === undefined || !answer.report
        ? answer
        : { ...answer, report: withDetail(answer.report, advice) };
    }
    case 'up':
    case 'leave':
    case 'pop':
    case 'alias':
    case 'unalias': {
      const { state, answer } = carryOut(request, session.state);
      session.state = state;
      return answer;
    }
  }
}

async function monitor(
  session: RequestedSession,
  request: MonitorRequest,
  lend: LendTerminal | undefined,
): Promise<Answer> {
  const code = await session.settings.openMonitor?.(session, request, lend);
  if (code === undefined) return answerOf(failure('terminal', ERRORS.terminal.says.monitor));
  return code === 0 ? SILENT : { out: [], failed: true };
}
