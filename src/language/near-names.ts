import { allowedChanges, distance } from './distance.ts';

/** A word this short is part of too many names. */
const LEAST_PART = 3;
/** At most so many names that a word is part of are offered. */
const MAX_OFFERED = 3;

/** Returns the names that a wrong word may have meant: the nearest, else those that it is a part of (`port`); none for a guess. */
export function nearNames(word: string, names: readonly string[]): readonly string[] {
  const lower = word.toLowerCase();
  let best: string | undefined;
  let least = allowedChanges(lower) + 1;
  for (const name of names) {
    const changes = distance(lower, name.toLowerCase(), least);
    if (changes < least) {
      least = changes;
      best = name;
    }
  }
  if (best !== undefined) return [best];
  const around = lower.length < LEAST_PART ? [] : names.filter((name) => name.toLowerCase().includes(lower));
  return around.length > MAX_OFFERED ? [] : around;
}
