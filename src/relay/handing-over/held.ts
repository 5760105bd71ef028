import type { Listening } from '../listening/listening.ts';

/** Resolves, when nothing is being opened or closed, to a function that lets that go on. */
export function held(listening: Listening): Promise<() => void> {
  return new Promise((isHeld) => void listening.inTurn(() => new Promise<void>(isHeld)));
}
