import type { ViMotion } from '../../keys/vi/table.ts';
import { nextBoundary, previousBoundary } from '../graphemes.ts';
import { otherBracket } from './brackets.ts';
import { type Find, findIn, reversed } from './find.ts';
import { nextWord, nextWordEnd, previousWord, skipBlanks } from './words.ts';

/** How a motion was asked for. */
export interface MotionCall {
  readonly count?: number | undefined;
  /** The character behind `f`, `F`, `t` and `T`. */
  readonly character?: string | undefined;
  /** The last of those, which `;` and `,` repeat. */
  readonly lastFind?: Find | undefined;
}

/** Returns where a motion leads, up to the text's end; undefined where it leads nowhere. */
export function goTo(text: string, from: number, motion: ViMotion, call: MotionCall): number | undefined {
  return MOTIONS[motion].to(text, from, call);
}

/** Whether an operator takes the character to which a motion leads, too. */
export function isInclusive(motion: ViMotion, { lastFind }: MotionCall): boolean {
  // A repetition is what it repeats; backwards, the end of the stretch is where it began.
  if (motion === 'find-again') return isForward(lastFind);
  if (motion === 'find-reverse') return isForward(lastFind && reversed(lastFind));
  return MOTIONS[motion].isInclusive ?? false;
}

interface Motion {
  readonly to: (text: string, from: number, call: MotionCall) => number | undefined;
  readonly isInclusive?: true;
}

/** Takes a step as often as is asked for. */
function repeated(step: (text: string, at: number) => number): Motion {
  return { to: (text, from, { count = 1 }) => times(count, from, (at) => step(text, at)) };
}

function times(count: number, from: number, step: (at: number) => number): number {
  let at = from;
  for (let left = count; left > 0; left--) {
    const next = step(at);
    if (next === at) break;
    at = next;
  }
  return at;
}

function found(motion: Find['motion']): Motion['to'] {
  return (text, from, { character, count = 1 }) =>
    character === undefined ? undefined : findIn(text, from, { motion, character }, count, false);
}

function foundAgain(find: (last: Find) => Find): Motion['to'] {
  return (text, from, { lastFind, count = 1 }) => lastFind && findIn(text, from, find(lastFind), count, true);
}

function isForward(find: Find | undefined): boolean {
  return find?.motion === 'find' || find?.motion === 'till';
}

const MOTIONS: Readonly<Record<ViMotion, Motion>> = {
  left: repeated(previousBoundary),
  right: repeated(nextBoundary),
  word: repeated((text, at) => nextWord(text, at, 'plain')),
  'word-back': repeated((text, at) => previousWord(text, at, 'plain')),
  'word-end': { ...repeated((text, at) => nextWordEnd(text, at, 'plain')), isInclusive: true },
  'blank-word': repeated((text, at) => nextWord(text, at, 'blank')),
  'blank-word-back': repeated((text, at) => previousWord(text, at, 'blank')),
  'blank-word-end': { ...repeated((text, at) => nextWordEnd(text, at, 'blank')), isInclusive: true },
  start: { to: () => 0 },
  first: { to: (text) => skipBlanks(text, 0) },
  end: { to: (text) => previousBoundary(text, text.length), isInclusive: true },
  column: { to: (text, _from, { count = 1 }) => times(count - 1, 0, (at) => nextBoundary(text, at)) },
  find: { to: found('find'), isInclusive: true },
  'find-back': { to: found('find-back') },
  till: { to: found('till'), isInclusive: true },
  'till-back': { to: found('till-back') },
  'find-again': { to: foundAgain((last) => last) },
  'find-reverse': { to: foundAgain(reversed) },
  bracket: { to: otherBracket, isInclusive: true },
};
