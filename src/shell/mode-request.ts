import { ERRORS, fill } from '../errors/errors.ts';
import { failure, failureOf } from '../language/failure.ts';
import type { Failure, SessionRequest } from '../language/outcome.ts';
import type { Conflict, TransactionResult } from '../portproxy/changes/results.ts';
import type { StagedBackend } from '../service/session/staged-backend.ts';
import { type Answer, answerOf } from './answer.ts';

/** An action's request about the session's mode. */
export type ModeRequest = Extract<SessionRequest, { op: 'mode' | 'commit' | 'abort' }>;

/** Whether a request is about the mode. */
export function isModeRequest(request: SessionRequest): request is ModeRequest {
  return request.op === 'mode' || request.op === 'commit' || request.op === 'abort';
}

/** At most so many reasons are shown; the others are counted. */
const MAX_SHOWN = 10;

/** Carries out a request about the mode; a dry run says what a commit would do and changes nothing. */
export async function carryOutMode(
  request: ModeRequest,
  backend: StagedBackend,
  isDryRun: boolean,
): Promise<Answer> {
  switch (request.op) {
    case 'abort':
      if (!isDryRun) backend.abort();
      return DONE;
    case 'commit':
      return committed(await (isDryRun ? backend.check() : backend.commit()));
    case 'mode':
      if (request.to === undefined) return told(backend);
      if (request.to === 'online') return committed(await (isDryRun ? backend.check() : backend.goOnline()));
      if (!isDryRun) backend.goOffline();
      return DONE;
  }
}

const DONE = answerOf({ kind: 'done' });

function told({ mode, staged }: StagedBackend): Answer {
  return { out: [mode, ''], json: mode === 'online' ? { mode } : { mode, staged } };
}

function committed(result: TransactionResult): Answer {
  if (result.kind === 'conflict') return answerOf(conflictFailure(result.conflicts));
  return result.notices.length > 0 ? answerOf({ kind: 'noticed', notices: result.notices }) : DONE;
}

/** Returns why nothing was committed, each reason on a line of its own. */
function conflictFailure(conflicts: readonly Conflict[]): Failure {
  const [first] = conflicts;
  if (first?.code === 'elevation') return failureOf(first.code, first.detail);
  const more = conflicts.length - MAX_SHOWN;
  const lines = [
    ERRORS.conflict.says.commit,
    ...conflicts.slice(0, MAX_SHOWN).map(({ detail }) => detail),
    ...(more > 0 ? [fill(ERRORS.conflict.says.more, { count: more })] : []),
  ];
  return failure('conflict', lines.join('\n'));
}
