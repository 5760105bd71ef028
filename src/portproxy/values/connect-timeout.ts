import { duration } from '../kinds/duration.ts';
import type { EntryValue } from './entry-value.ts';

const kind = duration({ leastMs: 10 });

export const connectTimeout = {
  tag: 'connecttimeout',
  property: 'connectTimeout',
  extension: true,
  protocols: ['tcp'],
  kind: () => kind,
  default: '10s',
  help: { text: () => 'Time for each target that is tried, such as 3s', byDefault: '10s' },
} as const satisfies EntryValue;
