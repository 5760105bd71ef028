import { count } from '../kinds/count.ts';
import type { EntryValue } from './entry-value.ts';

export const maxConnections = {
  tag: 'maxconnections',
  property: 'maxConnections',
  extension: true,
  kind: () => count,
  default: '0',
  help: { text: () => 'Most connections at a time; further clients wait', byDefault: '0, no limit' },
} as const satisfies EntryValue;
