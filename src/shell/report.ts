import { usageHelp } from '../../help/leaf.ts';
import type { Failure } from '../language/outcome.ts';
import { LINE_OPTIONS } from '../language/options.ts';
import type { CommandSubject, Problem } from '../language/reading.ts';

/** An error: the exact lines for people, and the same as data. */
export interface Report {
  readonly code: string;
  readonly lines: readonly string[];
  readonly message: string;
  readonly detail?: string | undefined;
}

const SYNTAX = 'The syntax supplied for this command is not valid. Check help for the correct syntax.';

/** Returns what is wrong with a line, in the lines of spec section 6. */
export function problemReport<H>(problem: Problem<H>): Report {
  switch (problem.code) {
    case 'unknown-command':
      return report(problem.code, [`The following command was not found: ${visible(problem.line)}.`]);
    case 'unknown-option': {
      const known = LINE_OPTIONS.map((option) => `--${option.name}`).join(', ');
      const message = `'${visible(problem.word)}' is not a valid argument for this command.`;
      return report(problem.code, [message, SYNTAX], `Options of this shell are ${known}.`);
    }
    case 'too-long':
      return report(problem.code, [`The line is too long: at most ${problem.limit} characters are read.`]);
    case 'missing': {
      const lines = [
        'One or more essential parameters were not entered.',
        'Verify the required parameters, and reenter them.',
        SYNTAX,
      ];
      return withUsage(problem, lines, `Missing: ${problem.tags.join(', ')}.`);
    }
    case 'unknown-tag':
      return withUsage(problem, [
        `'${visible(problem.word)}' is not a valid argument for this command.`,
        SYNTAX,
      ]);
    case 'too-many':
      return withUsage(problem, [
        `'${visible(problem.word)}' has no place: every argument is given already.`,
        SYNTAX,
      ]);
    case 'repeated':
      return withUsage(problem, [`'${problem.tag}' is given more than once.`, SYNTAX]);
    case 'unacceptable': {
      const message = `${visible(problem.word)} is not an acceptable value for ${problem.tag}.`;
      return report(problem.code, [message], problem.reason);
    }
  }
}

/** Returns a failed action as a report. */
export function failureReport(failure: Failure): Report {
  const lines = failure.message.split(/\r?\n/).map(visible);
  return report(failure.code, lines, failure.detail && visible(failure.detail));
}

/** Makes control characters visible, so that text from outside cannot steer the terminal. */
export function visible(text: string): string {
  // oxlint-disable-next-line no-control-regex
  return text.replaceAll(/[\u0000-\u001F\u007F-\u009F]/g, '\uFFFD');
}

function report(code: string, lines: readonly string[], detail?: string): Report {
  return { code, lines: detail ? [...lines, detail] : lines, message: lines.join(' '), detail };
}

function withUsage<H>(
  problem: { readonly code: string; readonly subject: CommandSubject<H> },
  lines: readonly string[],
  detail?: string,
): Report {
  return {
    code: problem.code,
    lines: [...lines, '', ...usageHelp(problem.subject)],
    message: lines.join(' '),
    detail,
  };
}
