import type { Reading } from '../../language/reading.ts';
import type { Surroundings } from './surroundings.ts';
import { colorLine } from './colors.ts';
import { type Row, piece } from './span.ts';

/** Pasted lines, and the first that is on the screen. */
interface Pasted {
  readonly lines: readonly string[];
  readonly top: number;
}

/** Returns how many of the pasted lines are on the screen at a time. */
export function pastedPage({ lines }: Pasted, height: number): number {
  return lines.length > height ? Math.max(0, height - 1) : lines.length;
}

/**
 * Draws pasted lines with the numbers by which failed ones are named, faulty ones marked; where more exist than fit, a last
 * row says which are shown.
 */
export function pastedRows(pasted: Pasted, around: Surroundings, height: number): Row[] {
  const { lines } = pasted;
  const shown = pastedPage(pasted, height);
  const top = Math.max(0, Math.min(pasted.top, lines.length - shown));
  const readings = around.readAhead(lines);
  const digits = String(lines.length).length;
  const rows = lines.slice(top, top + shown).map((line, index): Row => {
    const at = top + index;
    const reading = readings[at];
    const problem = reading?.kind === 'failed' ? reading.problem : undefined;
    const number = `${String(at + 1).padStart(digits)}  `;
    const head = problem ? piece(`! ${number}`, 'problem') : piece(`  ${number}`, 'hint');
    const read = (text: string): Reading<never> => (text === line && reading) || around.read(text);
    return [head].concat(colorLine(line, read, problem));
  });
  if (shown === lines.length || height === 0) return rows;
  const where = shown === 0 ? `${lines.length} lines` : `${top + 1}–${top + shown} of ${lines.length}`;
  return [...rows, [piece(`  ${where}; Up, Down, PageUp and PageDown scroll.`, 'hint')]];
}

/** Asks whether pasted lines are to be run, and says how many of them are faulty. */
export function pastedQuestion(lines: readonly string[], around: Surroundings): string {
  const faulty = around.readAhead(lines).filter(({ kind }) => kind === 'failed').length;
  const faults = faulty === 0 ? '' : faulty === 1 ? ', 1 with an error' : `, ${faulty} with errors`;
  return `Run these ${lines.length} lines${faults}? (Enter runs them, Escape drops them)`;
}
