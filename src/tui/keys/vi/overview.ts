import { KEY_TABLE, keyLines } from '../table.ts';
import { VI_TABLE } from './table.ts';

/** Keys of vi editing by mode, under a heading. */
interface ViSection {
  readonly heading: string;
  readonly keys: readonly { readonly keys: readonly string[]; readonly text: string }[];
}

/** The keys of vi editing by mode. */
export const VI_SECTIONS: readonly ViSection[] = [
  {
    heading: 'Normal mode; a number before a key repeats it (3w, d2w):',
    keys: VI_TABLE.map(({ keys, text }) => ({ keys: keys.map(written), text })),
  },
  {
    heading: 'Insert mode, in which a line begins:',
    keys: [
      { keys: ['Escape'], text: 'Leaves a menu, a search or insert mode.' },
      { keys: ['?'], text: 'Where a word may begin: lists what may come next.' },
      ...insertKeys(),
    ],
  },
];

/** Returns the overview of all keys of vi editing, one line each, by mode. */
export function viKeyOverview(): string[] {
  const lines: string[] = [];
  for (const { heading, keys } of VI_SECTIONS) {
    if (lines.length > 0) lines.push('');
    lines.push(heading, '', ...keyLines(keys));
  }
  return lines;
}

/** Alt and a character is Escape and that character here. */
function insertKeys(): ViSection['keys'] {
  return KEY_TABLE.filter(({ command }) => command !== 'escape').map(({ keys, text }) => ({
    keys: keys.filter((key) => !/^Alt-.$/u.test(key)),
    text,
  }));
}

function written(key: string): string {
  return key === ' ' ? 'Space' : key;
}
