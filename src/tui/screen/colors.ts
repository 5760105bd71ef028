import { MAX_NESTED } from '../../language/inner-line.ts';
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
  filter: 'option',
} as const satisfies Record<Part['role'], Style>;

/** Colours a line by the role of each word; a wrong word is marked. */
export function colorLine(
  line: string,
  read: (line: string) => Reading<never>,
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
    ...partsOf(line, read, MAX_NESTED).map(({ span, role }) => ({ span, style: STYLES[role] as Style })),
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

/** Returns the roles of words, also of those of a line within the line, as behind `explain`. */
function partsOf(line: string, read: (line: string) => Reading<never>, nested: number): readonly Part[] {
  const reading = read(line);
  const { parts } = reading;
  const inner = nested > 0 && reading.kind === 'command' ? innerStart(reading) : undefined;
  if (inner === undefined) return parts;
  const within = partsOf(line.slice(inner), read, nested - 1).map(({ span: { start, end }, role, name }) => ({
    span: { start: start + inner, end: end + inner },
    role,
    name,
  }));
  return [...parts.filter((part) => part.role !== 'rest' || part.span.end <= inner), ...within];
}

function innerStart({ subject, parts }: Extract<Reading<never>, { kind: 'command' }>): number | undefined {
  const from = subject.command.rest?.line?.from;
  return from === undefined ? undefined : parts.filter((part) => part.role === 'rest')[from]?.span.start;
}
