import type { NetshContext } from '../../contexts/host.ts';
import type { SessionRequest } from '../language/outcome.ts';
import type { Helpers } from '../helpers/helpers.ts';
import { type Answer, answerOf, faultOutcome } from './answer.ts';

/** The answer to a command about helpers, and the contexts from now on. */
export interface HelpersChanged {
  readonly answer: Answer;
  readonly root?: NetshContext | undefined;
}

/** Carries out `add helper`, `delete helper` and `show helper`. */
export async function carryOutHelper(
  open: (() => Promise<Helpers>) | undefined,
  { act, name }: Extract<SessionRequest, { op: 'helper' }>,
): Promise<HelpersChanged> {
  try {
    const helpers = await open?.();
    if (!helpers) throw new Error('There are no helpers here.');
    const outcome =
      act === 'show' ? helpers.show() : act === 'add' ? await helpers.add(name) : await helpers.remove(name);
    return { answer: outcome.kind === 'session' ? { out: [] } : answerOf(outcome), root: helpers.root };
  } catch (error) {
    return { answer: answerOf(faultOutcome(error)) };
  }
}
