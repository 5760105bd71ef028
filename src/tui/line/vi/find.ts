import type { ViMotion } from '../../keys/vi/table.ts';
import { nextBoundary, previousBoundary } from '../graphemes.ts';

/** A character that was looked for by `f`, `F`, `t` or `T`. */
export interface Find {
  readonly motion: 'find' | 'find-back' | 'till' | 'till-back';
  readonly character: string;
}

const REVERSE = {
  find: 'find-back',
  'find-back': 'find',
  till: 'till-back',
  'till-back': 'till',
} as const satisfies Record<Find['motion'], Find['motion']>;

/** Returns the same search in the other direction. */
export function reversed({ motion, character }: Find): Find {
  return { motion: REVERSE[motion], character };
}

/** Returns the search for a character that a motion is; undefined for other motions. */
export function findOf(motion: ViMotion, character: string | undefined): Find | undefined {
  return character !== undefined && isFind(motion) ? { motion, character } : undefined;
}

function isFind(motion: ViMotion): motion is Find['motion'] {
  return motion in REVERSE;
}

/**
 * Returns where the `count`th such character is, or for `t` and `T` the place next to it; undefined where the line has fewer.
 * `isAgain`: a `t` that is repeated passes over the character that it stands next to.
 */
export function findIn(
  text: string,
  from: number,
  { motion, character }: Find,
  count: number,
  isAgain: boolean,
): number | undefined {
  const isBack = motion === 'find-back' || motion === 'till-back';
  const isTill = motion === 'till' || motion === 'till-back';
  const step = isBack ? previousBoundary : nextBoundary;
  const opposite = isBack ? nextBoundary : previousBoundary;
  let at = isTill && isAgain ? step(text, from) : from;
  let left = count;
  while (left > 0) {
    const next = step(text, at);
    if (next === at || next >= text.length) return undefined;
    at = next;
    if (text.slice(at, nextBoundary(text, at)) === character) left--;
  }
  return isTill ? opposite(text, at) : at;
}
