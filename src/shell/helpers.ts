import type { NetshContext } from '../../contexts/host.ts';
import type { SessionRequest } from '../language/outcome.ts';
import type { HelperDesk } from '../helpers/desk.ts';
import { type Answer, answerOf, faultOutcome } from './answer.ts';

/** The answer to a command about helpers, and the contexts from now on. */
export interface HelpersChanged {
  readonly answer: Answer;
  readonly root?: NetshContext | undefined;
}

/** Carries out `add helper`, `delete helper` and `show helper`. */
export async function carryOutHelper(
  open: (() => Promise<HelperDesk>) | undefined,
  { act, name }: Extract<SessionRequest, { op: 'helper' }>,
): Promise<HelpersChanged> {
  try {
    const desk = await open?.();
    if (!desk) throw new Error('There are no helpers here.');
    const outcome =
      act === 'show' ? desk.show() : act === 'add' ? await desk.add(name) : await desk.remove(name);
    return { answer: outcome.kind === 'session' ? { out: [] } : answerOf(outcome), root: desk.root };
  } catch (error) {
    return { answer: answerOf(faultOutcome(error)) };
  }
}
