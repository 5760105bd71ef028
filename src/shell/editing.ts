import type { SessionRequest } from '../language/outcome.ts';
import { storeServiceError } from '../service/contract/refusal.ts';
import { type Answer, answerOf, faultOutcome } from './answer.ts';
import type { FrontEnd } from './front-end.ts';
import type { SessionSettings } from './session-settings.ts';

/**
 * Shows whose keys edit the line of the shell, or keeps others, which hold at once in the shell where that is typed. A dry run keeps
 * nothing.
 */
export function answerEditing(
  { editing }: Pick<SessionSettings, 'editing'>,
  { to }: Extract<SessionRequest, { op: 'editing' }>,
  { front, isDryRun }: { readonly front: FrontEnd; readonly isDryRun: boolean },
): Answer {
  try {
    if (to === undefined) {
      const now = front.editing?.() ?? editing?.read() ?? 'emacs';
      return { out: [now, ''], json: { editing: now } };
    }
    if (isDryRun) return answerOf({ kind: 'done' });
    editing?.write(to);
    front.setEditing?.(to);
    const remark = front.setEditing ? KEYS : LATER;
    return answerOf({ kind: 'done', remark: [remark] });
  } catch (error) {
    return answerOf(faultOutcome(storeServiceError(error)));
  }
}

const KEYS = 'help keys lists the keys.';
const LATER = 'Shells that start from now on have these keys.';
