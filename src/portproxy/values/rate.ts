import { size } from '../kinds/size.ts';
import type { EntryValue } from './entry-value.ts';

export const rate = {
  tag: 'rate',
  property: 'rate',
  extension: true,
  kind: () => size,
  default: '0',
  help: {
    text: () => 'Most bytes a second in each direction, shared by its connections, such as 10M',
    byDefault: '0, no limit',
  },
} as const satisfies EntryValue;
