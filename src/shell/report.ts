import { subjectName } from '../../help/listing.ts';
import { leafHelp, usageHelp } from '../../help/leaf.ts';
import { type CodeAt, ERRORS, fill } from '../errors/errors.ts';
import { isNetshLine } from '../errors/owner.ts';
import type { Failure } from '../language/outcome.ts';
import { LINE_OPTIONS } from '../language/options.ts';
import type { CommandSubject, Problem } from '../language/reading.ts';
import type { Refusal } from '../language/schema.ts';
import { visible } from '../language/visible.ts';

/** A line of an error. */
interface ReportLine {
  readonly text: string;
  /** Windows prints it too: it goes to standard output, ours to standard error. */
  readonly isNetsh: boolean;
  /** It is of the usage below an error, which would push the error off a screen. */
  readonly isUsage?: true;
}

/** An error: the exact lines for people, and the same as data. */
export interface Report {
  readonly code: CodeAt<'line' | 'command'>;
  /** The code of a helper's own, which `--json` tells instead. */
  readonly helperCode?: string | undefined;
  readonly lines: readonly ReportLine[];
  readonly message: string;
  /** The error in one line, for lists of errors. */
  readonly brief: string;
  readonly detail?: string | undefined;
  /** What a person at a terminal reads in place of the usage: how to ask for it. */
  readonly insteadOfUsage?: string | undefined;
}

/** Returns what is wrong with a line, in the lines of spec section 6. `advice` is a line of ours on an unknown command. */
export function problemReport<H>(problem: Problem<H>, advice?: string): Report {
  const { code } = problem;
  switch (code) {
    case 'unknown-command':
      return report(code, [fill(ERRORS[code].says.line, { line: visible(problem.line) })], advice);
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
    case 'unknown-tag': {
      const told = withUsage(problem, fill(ERRORS[code].says.line, { word: visible(problem.word) }));
      return shortAtTerminal(told, problem.subject);
    }
    case 'too-many': {
      const { line, syntax } = ERRORS[code].says;
      const says = problem.isTorn ? ERRORS['too-many'].says.torn : line;
      const told = withUsage(problem, `${fill(says, { word: visible(problem.word) })}\n${syntax}`);
      return shortAtTerminal(told, problem.subject);
    }
    case 'repeated': {
      const { line, syntax } = ERRORS[code].says;
      const told = withUsage(problem, `${fill(line, { tag: problem.tag })}\n${syntax}`);
      return shortAtTerminal(told, problem.subject);
    }
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
  const told = report(problem.code, [sentence], detail);
  const netsh = [
    ...['', sentence].map((text) => ({ text, isNetsh: true })),
    ...usageLines(leafHelp(problem.subject)),
  ];
  return shortAtTerminal({ ...told, lines: [...netsh, { text: detail, isNetsh: false }] }, problem.subject);
}

/** Returns a report that a person at a terminal reads without the usage: a line that was nearly right needs a word, not pages. */
function shortAtTerminal<H>(told: Report, subject: CommandSubject<H>): Report {
  return { ...told, insteadOfUsage: `${subjectName(subject)} /? shows the usage.` };
}

/** Returns a report as a person at a terminal reads it. */
export function atTerminal(told: Report): Report {
  const { insteadOfUsage, lines, detail } = told;
  if (!insteadOfUsage) {
    // What stands above pages of usage has left the screen.
    const isLong = detail !== undefined && lines.at(-1)?.isUsage === true;
    return isLong ? { ...told, lines: [...lines, { text: detail, isNetsh: false }] } : told;
  }
  const own = { text: insteadOfUsage, isNetsh: false };
  return { ...told, lines: [...lines.filter(({ isUsage }) => !isUsage), own] };
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
  const own = detail ? [{ text: detail, isNetsh: false }] : [];
  return {
    code,
    lines: [...lines.map((text) => ({ text, isNetsh: isNetshLine(code, text) })), ...own],
    message,
    brief,
    detail,
  };
}

/** Returns a report with a line of ours below it. */
export function withDetail(told: Report, detail: string): Report {
  const lines = [...told.lines, { text: detail, isNetsh: false }];
  return { ...told, lines, brief: `${told.message} ${detail}`, detail };
}

function withUsage<H>(
  problem: { readonly code: Report['code']; readonly subject: CommandSubject<H> },
  message: string,
  detail?: string,
): Report {
  const told = report(problem.code, message.split('\n'));
  const { brief } = report(problem.code, message.split('\n').slice(0, 1), detail);
  return {
    ...told,
    brief,
    detail,
    lines: [...told.lines, ...usageLines(['', ...usageHelp(problem.subject)])],
  };
}

function usageLines(lines: readonly string[]): ReportLine[] {
  return lines.map((text) => ({ text, isNetsh: true, isUsage: true }));
}

/** Returns a report with more lines that are netsh's, such as usage, below it. */
export function withMore(
  told: Report,
  lines: readonly string[],
  others: Partial<Pick<Report, 'brief' | 'detail'>> = {},
): Report {
  return { ...told, ...others, lines: [...told.lines, ...lines.map((text) => ({ text, isNetsh: true }))] };
}
