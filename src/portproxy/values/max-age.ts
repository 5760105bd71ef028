import { duration } from '../kinds/duration.ts';
import type { EntryValue } from './entry-value.ts';

const kind = duration({ leastMs: 1_000, zero: 'no end' });

export const maxAge = {
  tag: 'maxage',
  property: 'maxAge',
  extension: true,
  kind: () => kind,
  default: '0',
  help: {
    text: () => 'Longest life of a connection, such as 12h, give or take 10 %',
    byDefault: '0, no end',
  },
} as const satisfies EntryValue;
