import { duration } from '../kinds/duration.ts';
import type { EntryValue } from './entry-value.ts';

const kind = duration({ leastMs: 100, zero: 'off', word: 'off' });

export const check = {
  tag: 'check',
  property: 'check',
  extension: true,
  kind: () => kind,
  default: 'off',
  help: {
    text: () => 'How often, such as 5s, each target is connected to, to know whether it answers',
    byDefault: 'off',
  },
} as const satisfies EntryValue;
