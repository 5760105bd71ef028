import type { HelpDocument } from './document.ts';
import { meanings, stem, wordsOf } from './terms.ts';

/** What a search found, best first; all of it has the same number of the words that were asked for. */
export interface Found {
  readonly documents: readonly HelpDocument[];
  /** Words that are found in none of them. */
  readonly missed: readonly string[];
}

/** At most so many words of a question are looked for; it may be of any length. */
const MAX_WORDS = 8;
/** So short a word begins too many others. */
const LEAST_PREFIX = 2;
const LEAST_INSIDE = 4;
/** What a word counts that is not found as it is: as the start of another, inside another, by what it means. */
const AS_PREFIX = 0.5;
const AS_PART = 0.35;
const AS_MEANT = 0.9;
/** What other fields add to the best one. */
const MORE_FIELDS = 0.1;
/** How much more something counts that stands in the context asked from. */
const HERE = 1.15;
/** What says so much less than the best one only mentions the words. */
const LEAST_SHARE = 0.35;

/** Words of questions that say nothing about what is looked for. */
const EMPTY_WORDS = new Set(
  (
    'a an and are at be by can cannot do does for from get gets have how i in is it its me my no not of on or that the this ' +
    'through to use was what when where which who whom why with you'
  ).split(' '),
);

/**
 * Finds documents by words: those that have most of them, in the order of how much they say. `here` are the words of the
 * context that is asked from, whose own documents come before others that are as good.
 */
export function searchHelp(all: readonly HelpDocument[], words: string, here: readonly string[] = []): Found {
  const asked = askedWords(words);
  const name = wordsOf(words).join(' ');
  const indexed = all.map(indexOf);
  const scores = asked.map((word) => scored(indexed, word));
  const ranked = indexed
    .map(({ document }, at) => {
      const own = scores.map((each) => each[at] ?? 0);
      const hits = own.filter((score) => score > 0).length;
      const isHere = here.length > 0 && here.every((word, place) => document.words[place] === word);
      const isNamed = wordsOf(document.words.join(' ')).join(' ') === name;
      const score = (isHere ? HERE : 1) * own.reduce((sum, one) => sum + one, 0);
      return { document, at, hits, isNamed, score };
    })
    .filter(({ hits }) => hits > 0);
  const most = Math.max(0, ...ranked.map(({ hits }) => hits));
  const fitting = ranked.filter(({ hits }) => hits === most);
  const least = LEAST_SHARE * Math.max(0, ...fitting.map(({ score }) => score));
  const best = fitting
    .filter(({ score }) => score >= least)
    .toSorted(
      (one, other) =>
        Number(other.isNamed) - Number(one.isNamed) || other.score - one.score || one.at - other.at,
    );
  const missed = asked.filter((_word, index) => !best.some(({ at }) => (scores[index]?.[at] ?? 0) > 0));
  return { documents: best.map(({ document }) => document), missed };
}

/** Returns the words that are looked for: without those that say nothing, where others are left. */
function askedWords(words: string): string[] {
  const all = [...new Set(wordsOf(words))];
  const telling = all.filter((word) => !EMPTY_WORDS.has(word));
  return (telling.length > 0 ? telling : all).slice(0, MAX_WORDS);
}

/** A document and the stems of its fields. */
interface Indexed {
  readonly document: HelpDocument;
  readonly fields: readonly { readonly weight: number; readonly stems: ReadonlySet<string> }[];
}

function indexOf(document: HelpDocument): Indexed {
  const fields = document.fields.map(({ weight, texts }) => ({
    weight,
    stems: new Set(texts.flatMap(wordsOf).map(stem)),
  }));
  return { document, fields };
}

/** Returns what a word counts in each document: the more, the fewer have it. */
function scored(indexed: readonly Indexed[], word: string): number[] {
  const wanted = stem(word);
  const meant = meanings(word);
  const plain = indexed.map(({ fields }) => {
    const found = fields.map(({ weight, stems }) => weight * match(stems, wanted, meant));
    const best = Math.max(0, ...found);
    return best + MORE_FIELDS * (found.reduce((sum, one) => sum + one, 0) - best);
  });
  const having = plain.filter((score) => score > 0).length;
  const rarity = Math.log(1 + indexed.length / Math.max(1, having));
  // By the root, two words that are found well count more than a name and a mere mention.
  return plain.map((score) => Math.sqrt(score) * rarity);
}

/** Returns from 0 to 1 how well a word fits some stems. */
function match(stems: ReadonlySet<string>, wanted: string, meant: readonly string[]): number {
  if (stems.has(wanted)) return 1;
  if (meant.some((one) => stems.has(one))) return AS_MEANT;
  if (wanted.length < LEAST_PREFIX) return 0;
  let best = 0;
  for (const one of stems) {
    if (one.startsWith(wanted)) return AS_PREFIX;
    if (wanted.length >= LEAST_INSIDE && one.includes(wanted)) best = AS_PART;
  }
  return best;
}
