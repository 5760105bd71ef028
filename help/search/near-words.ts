import { allowedChanges, distance } from '../../src/language/distance.ts';
import { type HelpDocument, WEIGHT } from './document.ts';
import { wordsOf } from './terms.ts';

/** So many words are offered. */
const MOST = 4;
const LEAST_LETTERS = 3;
/** A word longer than any that help has, in UTF-16 units, is not compared. */
const MAX_LETTERS = 40;

/** Returns words of help that are near a word that help does not have, the nearest first; names before words of texts. */
export function nearWords(all: readonly HelpDocument[], word: string): string[] {
  const wanted = word.toLowerCase();
  if (wanted.length > MAX_LETTERS) return [];
  const limit = allowedChanges(wanted) + 1;
  const ranks = new Map<string, number>();
  for (const { fields } of all) {
    for (const { weight, texts } of fields) {
      for (const one of texts.flatMap(wordsOf)) {
        if (one.length < LEAST_LETTERS) continue;
        const changes = distance(wanted, one, limit);
        if (changes >= limit) continue;
        const rank = changes * 2 + (weight >= WEIGHT.tag ? 0 : 1);
        ranks.set(one, Math.min(rank, ranks.get(one) ?? Infinity));
      }
    }
  }
  return [...ranks]
    .toSorted(([, one], [, other]) => one - other)
    .slice(0, MOST)
    .map(([near]) => near);
}
