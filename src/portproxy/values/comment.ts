import { text } from '../kinds/text.ts';
import type { EntryValue } from './entry-value.ts';

const kind = text(200);

export const comment = {
  tag: 'comment',
  property: 'comment',
  extension: true,
  kind: () => kind,
  help: {
    text: () => 'What the entry is for, at most 200 characters; with blanks in quotes',
    byDefault: 'none',
  },
} as const satisfies EntryValue;
