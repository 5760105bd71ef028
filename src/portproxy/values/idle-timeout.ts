import { duration } from '../kinds/duration.ts';
import type { EntryValue } from './entry-value.ts';

const kind = duration({ leastMs: 100, zero: 'never' });

export const idleTimeout = {
  tag: 'idletimeout',
  property: 'idleTimeout',
  extension: true,
  kind: () => kind,
  help: {
    text: () => 'Time without a byte in either direction, such as 5m, after which a connection ends',
    byDefault: '0, never; 60s for udp',
  },
} as const satisfies EntryValue;
