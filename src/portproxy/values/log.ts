import { word } from '../kinds/word.ts';
import type { EntryValue } from './entry-value.ts';

const kind = word(['yes', 'no']);

export const log = {
  tag: 'log',
  property: 'log',
  extension: true,
  kind: () => kind,
  help: {
    text: () => 'yes or no: whether its connections are in the log of connections',
    byDefault: 'as relay set log',
  },
} as const satisfies EntryValue;
