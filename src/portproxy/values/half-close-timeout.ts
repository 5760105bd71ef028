import { duration } from '../kinds/duration.ts';
import type { EntryValue } from './entry-value.ts';

const kind = duration({ leastMs: 100, zero: 'never' });

export const halfCloseTimeout = {
  tag: 'halfclosetimeout',
  property: 'halfCloseTimeout',
  extension: true,
  protocols: ['tcp'],
  kind: () => kind,
  default: '1d',
  help: { text: () => 'Time without a byte, such as 1h, after one side has said all', byDefault: '1d' },
} as const satisfies EntryValue;
