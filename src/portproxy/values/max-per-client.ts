import { count } from '../kinds/count.ts';
import type { EntryValue } from './entry-value.ts';

export const maxPerClient = {
  tag: 'maxperclient',
  property: 'maxPerClient',
  extension: true,
  kind: () => count,
  default: '0',
  help: {
    text: () => 'Most connections at a time of one client address (IPv6: of one /64)',
    byDefault: '0, no limit',
  },
} as const satisfies EntryValue;
