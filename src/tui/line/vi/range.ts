import type { Span } from '../../../language/token.ts';
import type { ViTarget } from '../../keys/vi/parse.ts';
import type { ViMotion, ViOperator } from '../../keys/vi/table.ts';
import { nextBoundary, previousBoundary } from '../graphemes.ts';
import type { Line } from '../line.ts';
import { type MotionCall, goTo, isInclusive } from './motions.ts';
import { objectAt } from './objects.ts';
import { type WordKind, isBlankAt, nextWordEnd, runEnd } from './words.ts';

/** Returns the stretch of a line that an operator works on; undefined where its motion leads nowhere. */
export function rangeOf(
  line: Line,
  operator: ViOperator,
  target: ViTarget,
  call: MotionCall,
): Span | undefined {
  const { text, cursor } = line;
  switch (target.kind) {
    case 'line':
      return { start: 0, end: text.length };
    case 'object':
      return objectAt(text, cursor, { ...target, count: call.count });
    case 'motion':
      return (
        changedWord(line, operator, target.motion, call) ??
        motionRange(line, target.motion, { ...call, character: target.character })
      );
  }
}

function motionRange({ text, cursor }: Line, motion: ViMotion, call: MotionCall): Span | undefined {
  const to = goTo(text, cursor, motion, call);
  if (to === undefined) return undefined;
  const start = Math.min(cursor, to);
  const end = Math.max(cursor, to);
  return { start, end: isInclusive(motion, call) ? nextBoundary(text, end) : end };
}

/** `cw` changes to the end of the word and leaves the blanks behind it (POSIX sh, vi command `c`). */
function changedWord(
  { text, cursor }: Line,
  operator: ViOperator,
  motion: ViMotion,
  { count = 1 }: MotionCall,
): Span | undefined {
  const kind = WORD_MOTIONS[motion];
  if (operator !== 'change' || !kind || cursor >= text.length || isBlankAt(text, cursor)) return undefined;
  let end = runEnd(text, cursor, kind);
  for (let left = count - 1; left > 0; left--) {
    end = nextBoundary(text, nextWordEnd(text, previousBoundary(text, end), kind));
  }
  return { start: cursor, end };
}

const WORD_MOTIONS: Partial<Record<ViMotion, WordKind>> = { word: 'plain', 'blank-word': 'blank' };
