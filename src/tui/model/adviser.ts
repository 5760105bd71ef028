import type { Completion } from '../../language/complete.ts';
import type { Hint } from '../../language/hint.ts';
import type { Reading } from '../../language/reading.ts';
import type { Shell } from '../../shell/shell.ts';

/** What the shell says about a line, each answer kept until the line, the cursor or the shell changes. */
export interface Adviser {
  readonly read: (line: string) => Reading<never>;
  readonly hint: (line: string, cursor: number) => Hint<never>;
  readonly complete: (line: string, cursor: number) => Completion;
  /** The shell has changed: its context, its facts. */
  readonly forget: () => void;
}

/** An adviser over a shell. A key asks the same several times: for colours, hints, the suggestion. */
export function createAdviser(shell: Shell): Adviser {
  let readings = new Map<string, Reading<never>>();
  let hints = new Map<string, Hint<never>>();
  let completions = new Map<string, Completion>();
  return {
    read: (line) => recall(readings, line, () => shell.read(line)),
    hint: (line, cursor) => recall(hints, `${cursor} ${line}`, () => shell.hint(line, cursor)),
    complete: (line, cursor) => recall(completions, `${cursor} ${line}`, () => shell.complete(line, cursor)),
    forget() {
      readings = new Map();
      hints = new Map();
      completions = new Map();
    },
  };
}

/** Answers beyond this are forgotten; two lines are in use at a time, the typed one and the one in a menu. */
const KEPT = 4;

function recall<T>(answers: Map<string, T>, question: string, ask: () => T): T {
  const known = answers.get(question);
  if (known !== undefined) return known;
  const answer = ask();
  if (answers.size >= KEPT) answers.clear();
  answers.set(question, answer);
  return answer;
}
