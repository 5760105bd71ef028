import type { Failure, SessionRequest } from '../language/outcome.ts';
import { joinWords } from '../language/token.ts';
import type { StagedBackend } from '../service/session/staged-backend.ts';
import { type Answer, SILENT, answerOf, faultOutcome } from './answer.ts';
import { carryOutHelper } from './helpers.ts';
import { goToMachine } from './machine.ts';
import { carryOutMode, isModeRequest } from './mode-request.ts';
import type { ScriptRun } from './script.ts';
import { carryOut } from './session-request.ts';
import type { Session } from './session.ts';
import { withRoot } from './state.ts';

/**
 * Carries out what an action asks of its session. `over` is the backend of the session where this is a dry run over it.
 */
export async function answerRequest(
  session: Session,
  request: SessionRequest,
  run: ScriptRun,
  over?: StagedBackend,
): Promise<Answer> {
  if (isModeRequest(request)) {
    return carryOutMode(request, over ?? run.backend, over !== undefined).catch((error: unknown) =>
      answerOf(faultOutcome(error)),
    );
  }
  switch (request.op) {
    case 'explain': {
      const lines = session.reader.explain(joinWords(request.words));
      return { out: lines, json: { explanation: lines } };
    }
    case 'monitor':
      return monitor(session);
    case 'panel':
      return session.settings.setPanel?.(request.isOn) === undefined ? answerOf(NO_PANEL) : SILENT;
    case 'helper': {
      const { answer, root } = await carryOutHelper(session.settings.openHelpers, request);
      if (root) session.state = withRoot(session.state, root);
      return answer;
    }
    case 'machine':
      // What is staged belongs to the machine on which it was staged.
      return run.backend.staged > 0
        ? answerOf(STILL_STAGED)
        : goToMachine(session.settings.machines, request, run.signal);
    case 'script':
      return session.runScript(request.path, run);
    case 'up':
    case 'leave':
    case 'push':
    case 'pop':
    case 'alias':
    case 'unalias': {
      const { state, answer } = carryOut(request, session.state);
      session.state = state;
      return answer;
    }
  }
}

async function monitor(session: Session): Promise<Answer> {
  const code = await session.settings.openMonitor?.(session);
  if (code === undefined) return answerOf(NO_MONITOR);
  return code === 0 ? SILENT : { out: [], failed: true };
}

const NO_MONITOR: Failure = {
  kind: 'failed',
  code: 'terminal',
  message: 'The monitor needs a terminal; show status, show connections and show statistics do not.',
};

const NO_PANEL: Failure = {
  kind: 'failed',
  code: 'terminal',
  message: 'The panel needs the interactive shell in a terminal; show all --watch does not.',
};

const STILL_STAGED: Failure = {
  kind: 'failed',
  code: 'staged',
  message: 'Changes of this machine are staged; commit or abort them before another one is set.',
};
