import type { Problem } from '../../language/reading.ts';

/** Returns why a line of portproxy is not understood, as a full sentence. */
export function faultText(problem: Problem<never>): string {
  switch (problem.code) {
    case 'unknown-command':
      return 'Not a command of portproxy.';
    case 'unknown-option':
      return `${problem.word} is not an option.`;
    case 'too-long':
      return `It is longer than ${problem.limit} characters.`;
    case 'missing':
      return `It lacks ${problem.tags.join(', ')}.`;
    case 'unknown-tag':
      return `${problem.word} is not a valid argument for this command.`;
    case 'too-many':
      return `Unexpected ${problem.word}: ${problem.isTorn ? 'a text with blanks needs quotes' : 'every argument is given already'}.`;
    case 'repeated':
      return `${problem.tag} is given more than once.`;
    case 'unacceptable':
    case 'filter':
      return problem.reason;
  }
}
