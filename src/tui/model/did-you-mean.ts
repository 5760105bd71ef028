import type { Problem } from '../../language/reading.ts';
import type { Assist } from './prompt.ts';

/** Returns the name that the wrong word of a line may have meant, if one is near enough. */
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
  const word = problem.word.toLowerCase();
  const allowed = word.length < 3 ? 0 : word.length < 6 ? 1 : 2;
  let best: string | undefined;
  let least = allowed + 1;
  for (const name of names) {
    const changes = distance(word, name.toLowerCase(), least);
    if (changes < least) {
      least = changes;
      best = name;
    }
  }
  return best;
}

/** Letters to add, drop, change or swap with the next to make one word of the other; at most `limit`. */
function distance(one: string, other: string, limit: number): number {
  if (Math.abs(one.length - other.length) >= limit) return limit;
  let before: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let i = 1; i <= one.length; i++) {
    const row = [i];
    for (let j = 1; j <= other.length; j++) {
      const isSame = one[i - 1] === other[j - 1];
      let least = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (isSame ? 0 : 1));
      const isSwapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      if (isSwapped) least = Math.min(least, before[j - 2]! + 1);
      row.push(least);
    }
    before = last;
    last = row;
  }
  return Math.min(limit, last[other.length]!);
}
