import { leafHelp, usageHelp } from '../../help/leaf.ts';
import { type CodeAt, ERRORS, fill } from '../errors/errors.ts';
import type { Failure } from '../language/outcome.ts';
import { LINE_OPTIONS } from '../language/options.ts';
import type { CommandSubject, Problem } from '../language/reading.ts';
import type { Refusal } from '../language/schema.ts';
import { visible } from '../language/visible.ts';

/** An error: the exact lines for people, and the same as data. */
export interface Report {
  readonly code: CodeAt<'line' | 'command'>;
  /** The code of a helper's own, which `--json` tells instead. */
  readonly helperCode?: string | undefined;
  readonly lines: readonly string[];
  readonly message: string;
  /** The error in one line, for lists of errors. */
  readonly brief: string;
  readonly detail?: string | undefined;
}

/** Returns what is wrong with a line, in the lines of spec section 6. */
export function problemReport<H>(problem: Problem<H>): Report {
  const { code } = problem;
  switch (code) {
    case 'unknown-command':
      return report(code, [fill(ERRORS[code].says.line, { line: visible(problem.line) })]);
    case 'unknown-option': {
      const known = LINE_OPTIONS.map((option) => `--${option.name}`).join(', ');
      const message = fill(ERRORS[code].says.line, { word: visible(problem.word) });
      return report(code, message.split('\n'), `Options of this shell are ${known}.`);
    }
    case 'too-long':
      return report(code, [fill(ERRORS[code].says.line, { limit: problem.limit })]);
    case 'filter':
      return report(code, [fill(ERRORS[code].says.line, { reason: visible(problem.reason) })]);
    case 'missing':
      return withUsage(problem, ERRORS[code].says.line, `Missing: ${problem.tags.join(', ')}.`);
    case 'unknown-tag':
    case 'too-many':
      return withUsage(problem, fill(ERRORS[code].says.line, { word: visible(problem.word) }));
    case 'repeated':
      return withUsage(problem, fill(ERRORS[code].says.line, { tag: problem.tag }));
    case 'unacceptable': {
      if (problem.refusal) return withHelp(problem, REFUSALS[problem.refusal]);
      const names = { word: visible(problem.word), tag: problem.tag };
      return report(code, [fill(ERRORS[code].says.line, names)], problem.reason);
    }
  }
}

const REFUSALS: Readonly<Record<Refusal, string>> = {
  value: ERRORS.unacceptable.says.value,
  port: ERRORS.unacceptable.says.port,
  protocol: ERRORS.unacceptable.says.protocol,
};

/** A value that netsh refuses in a sentence of its own, with the help of the command; ours says which it is, and why. */
function withHelp<H>(problem: Extract<Problem<H>, { code: 'unacceptable' }>, sentence: string): Report {
  const word = visible(problem.word);
  const shown = word.length > MAX_SHOWN ? `${word.slice(0, MAX_SHOWN)}…` : word;
  const detail = `${problem.tag}="${shown}" is not valid. ${problem.reason}`;
  const told = report(problem.code, ['', sentence], detail);
  return { ...told, lines: ['', sentence, ...leafHelp(problem.subject), detail] };
}

/** Longest value that is repeated in full, in characters. */
const MAX_SHOWN = 60;

/** Returns a failed action as a report. */
export function failureReport({ code, helperCode, message, detail }: Failure): Report {
  const lines = message.split(/\r?\n/).map(visible);
  return { ...report(code, lines, detail && visible(detail)), helperCode };
}

/** Returns a report of these lines, with the detail below them. */
export function report(code: Report['code'], lines: readonly string[], detail?: string): Report {
  const message = lines.join(' ').trim();
  const brief = detail ? `${message} ${detail}` : message;
  return { code, lines: detail ? [...lines, detail] : lines, message, brief, detail };
}

function withUsage<H>(
  problem: { readonly code: Report['code']; readonly subject: CommandSubject<H> },
  message: string,
  detail?: string,
): Report {
  const told = report(problem.code, message.split('\n'));
  const { brief } = report(problem.code, told.lines.slice(0, 1), detail);
  return { ...told, lines: [...told.lines, '', ...usageHelp(problem.subject)], brief, detail };
}
