import { type Entry, optionsOf, textOf } from './entry.ts';
import type { EntryValue } from './values/entry-value.ts';
import { type Values, VALUES } from './values/values.ts';

/** Tells what an entry has of ours, to be put behind it: `, disabled`; empty where it has nothing. */
export function optionWords(entry: Entry, values: Values = VALUES): string {
  return optionsOf(entry, values)
    .map(({ value, text }) => `, ${value.told?.brief ?? tagWord(value.tag, text)}`)
    .join('');
}

/** Writes the tags that name an entry; those of defaults are left out. */
export function keyTags(entry: Entry): string {
  return tagWords(entry, KEY);
}

const KEY = VALUES.filter(({ isKey }: EntryValue) => isKey);

/** Writes an entry's values as tags, in the order of the list; constant defaults are left out. */
export function tagWords(entry: Entry, values: Values): string {
  let words = '';
  for (const value of values) {
    const text = textOf(entry, value);
    if (text === undefined || text === value.default) continue;
    words += words === '' ? tagWord(value.tag, text) : ` ${tagWord(value.tag, text)}`;
  }
  return words;
}

function tagWord(tag: string, text: string): string {
  return `${tag}=${/[\s"]/.test(text) || text === '' ? `"${text}"` : text}`;
}
