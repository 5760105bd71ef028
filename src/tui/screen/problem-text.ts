import { remedyFor } from '../../shell/intent.ts';
import type { Problem } from '../../language/reading.ts';

/** Says what is wrong with the marked word, and where the line is one, or which name the word may have meant. */
export function problemText(
  problem: Problem<never>,
  { near, elsewhere }: { readonly near?: string | undefined; readonly elsewhere?: string | undefined } = {},
): string {
  const remedy = remedyFor(problem);
  if (remedy !== undefined) return remedy;
  if (elsewhere !== undefined) return `${reason(problem)} Tab: ${elsewhere}`;
  return near === undefined ? reason(problem) : `${reason(problem)} Did you mean ${near}?`;
}

function reason(problem: Problem<never>): string {
  switch (problem.code) {
    case 'unknown-command':
      return `No command begins with "${problem.word}" here.`;
    case 'unknown-option':
      return `"${problem.word}" is not an option of this shell.`;
    case 'too-long':
      return `The line is longer than ${problem.limit} characters.`;
    case 'filter':
      return problem.reason;
    case 'missing':
      return `Still needed: ${problem.tags.join(', ')}.`;
    case 'unknown-tag':
      return `"${problem.word}" is not a tag of this command.`;
    case 'too-many':
      return `Unexpected "${problem.word}": ${problem.isTorn ? 'a text with blanks needs quotes' : 'every argument is given already'}.`;
    case 'repeated':
      return `${problem.tag} is given twice.`;
    case 'unacceptable':
      return problem.reason;
  }
}
