import { type Entry, optionsOf, textOf } from './entry.ts';
import type { EntryValue } from './values/entry-value.ts';
import { type Values, VALUES } from './values/values.ts';

/** Returns the values of ours that an entry has, in words to stand behind it: `, disabled`; empty for none. */
export function optionWords(entry: Entry, values: Values = VALUES): string {
  return optionsOf(entry, values)
    .map(({ value, text }) => `, ${value.told?.brief ?? tagWord(value.tag, text)}`)
    .join('');
}

/** Returns the values of ours that an entry holds as texts, not as flags, as tags: `idletimeout=5m comment="web"`. */
export function optionTags(entry: Entry): string {
  return tagWords(entry, TEXT_OPTIONS);
}

const TEXT_OPTIONS = VALUES.filter(({ extension, flag }: EntryValue) => extension && !flag);

/** Returns the tags that name an entry in commands: `listenport=80 listenaddress=::1`; defaults are left out. */
export function keyTags(entry: Entry): string {
  return tagWords(entry, KEY);
}

const KEY = VALUES.filter(({ isKey }: EntryValue) => isKey);

/** Returns some values of an entry as tags, in the order of the list; constant defaults are left out. */
export function tagWords(entry: Entry, values: Values): string {
  const words: string[] = [];
  for (const value of values) {
    const text = textOf(entry, value);
    if (text !== undefined && text !== value.default) words.push(tagWord(value.tag, text));
  }
  return words.join(' ');
}

/** Returns a value as commands write it, in quotes where it has to be: `comment="a b"`. */
export function tagWord(tag: string, text: string): string {
  return `${tag}=${/[\s"]/.test(text) || text === '' ? `"${text}"` : text}`;
}
