import type { Entry } from './entry.ts';
import { tagWords } from './entry-words.ts';
import { FAMILIES } from './family.ts';
import { type Values, VALUES } from './values/values.ts';

/** How a comment begins that this product reads as a command (`src/language/read.ts`). */
const DIRECTIVE = '#netsh:';
const RULE = `#${'='.repeat(24)}`;

/**
 * Returns the portproxy block of a dump (spec section 5), which rebuilds exactly this table when it is replayed, here or
 * on Windows. Families stand in the order of `show all`, entries in order of creation.
 */
export function dumpTable(entries: readonly Entry[], values: Values = VALUES): string[] {
  const sorted = FAMILIES.flatMap((family) => entries.filter((entry) => entry.family === family));
  const own = values.filter(({ extension }) => !extension);
  const key = values.filter(({ isKey }) => isKey);
  const ours = values.filter(({ extension }) => extension);
  const add = (entry: Entry): string => `add ${entry.family} ${tagWords(entry, own)}`;
  // What only this product knows of an entry: a comment that it reads and Windows skips (spec section 5).
  const set = (entry: Entry): string[] => {
    const options = tagWords(entry, ours);
    return options === '' ? [] : [`${DIRECTIVE} set ${entry.family} ${tagWords(entry, key)} ${options}`];
  };
  const head = ['', RULE, '# Port Proxy configuration', RULE, 'pushd interface portproxy', '', 'reset'];
  const end = ['', '', 'popd', '', '# End of Port Proxy configuration', ''];
  return [...head, ...sorted.map(add), ...sorted.flatMap(set), ...end];
}

/** Returns the block of `interface`, which is empty and stands before those of its sub-contexts. */
export function dumpInterface(): string[] {
  return ['', RULE, '# Interface configuration', RULE, 'pushd interface', '', '', 'popd'].concat([
    '# End of interface configuration',
    '',
  ]);
}
