import { ERRORS, fill } from '../errors/errors.ts';
import { failure, failureOf } from '../language/failure.ts';
import type { Failure, SessionRequest } from '../language/outcome.ts';
import type { Conflict, TransactionResult } from '../portproxy/changes/results.ts';
import type { StagedBackend } from '../service/session/staged-backend.ts';
import { type Answer, answerOf } from './answer.ts';
import { changesAnswer } from './staged-changes.ts';
import { changeCount } from './status-line.ts';

/** An action's request about the session's mode. */
export type ModeRequest = Extract<SessionRequest, { op: 'mode' | 'commit' | 'abort' | 'changes' }>;

/** Whether a request is about the mode. */
export function isModeRequest(request: SessionRequest): request is ModeRequest {
  const { op } = request;
  return op === 'mode' || op === 'commit' || op === 'abort' || op === 'changes';
}

/** At most so many reasons are shown; the others are counted. */
const MAX_SHOWN = 10;

/** Carries out a request about the mode; a dry run says what a commit would do and changes nothing and has no remark. */
export async function carryOutMode(
  request: ModeRequest,
  backend: StagedBackend,
  isDryRun: boolean,
): Promise<Answer> {
  const { staged } = backend;
  switch (request.op) {
    case 'abort':
      return aborted(backend, isDryRun);
    case 'changes':
      return changesAnswer(await backend.differences(), staged);
    case 'commit':
      return committed(await (isDryRun ? backend.check() : backend.commit()), backend, { staged, isDryRun });
    case 'mode':
      if (request.to === undefined) return told(backend);
      if (request.to === 'online') {
        return committed(await (isDryRun ? backend.check() : backend.goOnline()), backend, {
          staged,
          isDryRun,
        });
      }
      if (!isDryRun) backend.goOffline();
      return done('Changes are staged from here on.', isDryRun);
  }
}

/** Returns the answer of what was done, with a remark; a dry run has done nothing. */
function done(remark: string, isDryRun: boolean): Answer {
  return answerOf({ kind: 'done', ...(!isDryRun && { remark: [remark] }) });
}

function aborted(backend: StagedBackend, isDryRun: boolean): Answer {
  const { staged, isNeutral } = backend;
  if (!isDryRun) backend.abort();
  const counted = isNeutral
    ? 'Discarded what was staged: no entry differed.'
    : `Discarded ${changeCount(staged)}.`;
  return done(`${staged === 0 ? 'Nothing was staged.' : counted}${modeRemark(backend)}`, isDryRun);
}

function told({ mode, staged }: StagedBackend): Answer {
  return { out: [mode, ''], json: mode === 'online' ? { mode } : { mode, staged } };
}

/** Returns a remark for who is offline still: as in netsh, neither commit nor abort leaves that mode. */
function modeRemark({ mode }: Pick<StagedBackend, 'mode'>): string {
  return mode === 'offline' ? ' Still offline: online goes back.' : '';
}

/** `staged`: so many changes were staged before. */
interface Commit {
  readonly staged: number;
  readonly isDryRun: boolean;
}

function committed(result: TransactionResult, backend: StagedBackend, { staged, isDryRun }: Commit): Answer {
  if (result.kind === 'conflict') return answerOf(conflictFailure(result.conflicts));
  const remark = staged === 0 ? 'Nothing was staged.' : `Committed ${changeCount(staged)}.`;
  const answer = done(`${remark}${modeRemark(backend)}`, isDryRun);
  const { notices } = result;
  return notices.length > 0 ? { ...answerOf({ kind: 'noticed', notices }), remark: answer.remark } : answer;
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
