import type { Completion } from '../../language/complete.ts';
import type { Hint } from '../../language/hint.ts';
import type { Reading } from '../../language/reading.ts';
import type { Theme } from './theme.ts';

/** All that a frame is drawn from, beside the prompt's state. */
export interface Surroundings {
  readonly prompt: string;
  /** Size in cells. */
  readonly columns: number;
  readonly rows: number;
  readonly theme: Theme;
  /** Writes our texts with the signs that the terminal can show. */
  readonly signs: (text: string) => string;
  /** How the line may go on, shown behind it. */
  readonly suggestion: string | undefined;
  /** Shown under the prompt while nothing is typed. */
  readonly status: string | undefined;
  /** Shown under all else, whatever is typed or open. */
  readonly task?: string | undefined;
  readonly read: (line: string) => Reading<never>;
  /** Reads lines as they would run one after the other. */
  readonly readAhead: (lines: readonly string[]) => readonly Reading<never>[];
  readonly hint: (line: string, cursor: number) => Hint<never>;
  readonly complete: (line: string, cursor: number) => Completion;
  /** The name that a wrong word may have meant. */
  readonly near: (line: string) => string | undefined;
  /** A line of another context as Tab types it. */
  readonly elsewhere?: (line: string) => string | undefined;
  /** How the line would change the table, in full sentences. */
  readonly effect: (line: string) => string | undefined;
}
