import { nearNames } from '../../language/near-names.ts';
import type { Problem } from '../../language/reading.ts';
import type { Assist } from './prompt.ts';

/** Returns the names that the wrong word of a line may have meant, in words, if some are near enough. */
export function didYouMean(
  line: string,
  problem: Problem<never>,
  complete: Assist['complete'],
): string | undefined {
  if (problem.code !== 'unknown-command' && problem.code !== 'unknown-tag') return undefined;
  const { start } = problem.span;
  const names = complete(line.slice(0, start), start)
    .candidates.filter((candidate) => candidate.kind !== 'value')
    .map((candidate) => candidate.value.replace(/=$/, ''));
  const near = nearNames(problem.word, names);
  return near.length === 0 ? undefined : near.join(' or ');
}
