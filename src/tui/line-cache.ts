import type { Completion } from '../language/complete.ts';
import type { Hint } from '../language/hint.ts';
import type { Reading } from '../language/reading.ts';
import type { Shell } from '../shell/shell.ts';
import { didYouMean } from './model/did-you-mean.ts';

/** The shell's answers about lines, each kept until the line, the cursor or the shell changes. */
export interface LineCache {
  readonly read: (line: string) => Reading<never>;
  /** Reads lines as they would run one after the other; the last list is kept. */
  readonly readAhead: (lines: readonly string[]) => readonly Reading<never>[];
  readonly hint: (line: string, cursor: number) => Hint<never>;
  readonly complete: (line: string, cursor: number) => Completion;
  /** Returns the name that a wrong word of the line may have meant. */
  readonly near: (line: string) => string | undefined;
  /** Forgets all answers: the shell's context or facts have changed. */
  readonly forget: () => void;
}

/** Creates a cache over a shell. One key asks the same several times: for colours, hints, the suggestion. */
export function createLineCache(shell: Shell): LineCache {
  let readings = new Map<string, Reading<never>>();
  let hints = new Map<string, Hint<never>>();
  let completions = new Map<string, Completion>();
  let ahead = new Map<readonly string[], readonly Reading<never>[]>();
  const read = (line: string): Reading<never> => recall(readings, line, () => shell.read(line));
  const complete = (line: string, cursor: number): Completion =>
    recall(completions, `${cursor} ${line}`, () => shell.complete(line, cursor));
  return {
    read,
    readAhead: (lines) => recall(ahead, lines, () => shell.readAhead(lines)),
    complete,
    hint: (line, cursor) => recall(hints, `${cursor} ${line}`, () => shell.hint(line, cursor)),
    near(line) {
      const reading = read(line);
      return reading.kind === 'failed' ? didYouMean(line, reading.problem, complete) : undefined;
    },
    forget() {
      readings = new Map();
      hints = new Map();
      completions = new Map();
      ahead = new Map();
    },
  };
}

/** At most so many answers are kept; two lines are in use at a time, the typed one and the one in a menu. */
const MAX_KEPT = 4;

function recall<Q, T>(answers: Map<Q, T>, question: Q, ask: () => T): T {
  const known = answers.get(question);
  if (known !== undefined) return known;
  const answer = ask();
  if (answers.size >= MAX_KEPT) answers.clear();
  answers.set(question, answer);
  return answer;
}
