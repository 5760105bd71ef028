import { ERRORS } from '../errors/errors.ts';
import { failure } from '../language/failure.ts';
import type { SessionRequest } from '../language/outcome.ts';
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
      return session.settings.setPanel?.(request.isOn) === undefined
        ? answerOf(failure('terminal', ERRORS.terminal.says.panel))
        : SILENT;
    case 'helper': {
      const { answer, root } = await carryOutHelper(session.settings.openHelpers, request);
      if (root) session.state = withRoot(session.state, root);
      return answer;
    }
    case 'machine':
      // What is staged belongs to the machine on which it was staged.
      return run.backend.staged > 0
        ? answerOf(failure('staged', ERRORS.staged.says.machine))
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
  if (code === undefined) return answerOf(failure('terminal', ERRORS.terminal.says.monitor));
  return code === 0 ? SILENT : { out: [], failed: true };
}
