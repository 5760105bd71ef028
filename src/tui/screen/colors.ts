import type { Part, Problem, Reading } from '../../language/reading.ts';
import { type Piece, piece } from './span.ts';
import type { Style } from './theme.ts';

/** The style of each kind of word. */
const STYLES = {
  context: 'context',
  group: 'command',
  command: 'command',
  tag: 'tag',
  value: 'value',
  option: 'option',
  help: 'option',
  rest: 'plain',
  comment: 'comment',
} as const satisfies Record<Part['role'], Style>;

/** The line in pieces by what each word was taken for; the wrong one, if there is one, marked. */
export function colorLine(
  line: string,
  reading: Reading<never>,
  problem: Problem<never> | undefined,
): Piece[] {
  const pieces: Piece[] = [];
  const wrong = problem?.span;
  let at = 0;
  const put = (end: number, style: Style): void => {
    if (end > at) pieces.push(piece(line.slice(at, end), style));
    at = Math.max(at, end);
  };
  const stretches = [
    ...reading.parts.map(({ span, role }) => ({ span, style: STYLES[role] as Style })),
    ...(wrong ? [{ span: wrong, style: 'wrong' as const }] : []),
  ].toSorted((a, b) => a.span.start - b.span.start || (a.style === 'wrong' ? -1 : 1));
  for (const { span, style } of stretches) {
    const isHidden = wrong && style !== 'wrong' && span.end > wrong.start && span.start < wrong.end;
    if (isHidden) continue;
    put(Math.min(span.start, line.length), 'plain');
    put(Math.min(span.end, line.length), style);
  }
  put(line.length, 'plain');
  return pieces;
}
