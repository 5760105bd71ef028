import type { Entry } from './entry.ts';
import { keyTags, tagWords } from './entry-words.ts';
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
  const body = [
    ...sorted.map((entry) => addLine(entry, values)),
    ...sorted.flatMap((entry) => optionLine(entry, values)),
  ];
  return [
    '',
    RULE,
    '# Port Proxy configuration',
    RULE,
    'pushd interface portproxy',
    '',
    'reset',
    ...body,
  ].concat(['', '', 'popd', '', '# End of Port Proxy configuration', '']);
}

/** The `add` line that creates an entry; netsh's own values, in its order. */
function addLine(entry: Entry, values: Values): string {
  return `add ${entry.family} ${tagWords(
    entry,
    values.filter(({ extension }) => !extension),
  )}`;
}

/** What only this product knows of an entry: a comment that it reads and Windows skips (spec section 5). */
function optionLine(entry: Entry, values: Values): string[] {
  const options = tagWords(
    entry,
    values.filter(({ extension }) => extension),
  );
  return options === '' ? [] : [`${DIRECTIVE} set ${entry.family} ${keyTags(entry, values)} ${options}`];
}

/** Returns the block of `interface`, which is empty and stands before those of its sub-contexts. */
export function dumpInterface(): string[] {
  return ['', RULE, '# Interface configuration', RULE, 'pushd interface', '', '', 'popd', ''].concat([
    '# End of interface configuration',
    '',
  ]);
}
