import { perTime } from '../kinds/per-time.ts';
import type { EntryValue } from './entry-value.ts';

export const newPerClient = {
  tag: 'newperclient',
  property: 'newPerClient',
  extension: true,
  kind: () => perTime,
  default: '0',
  help: {
    text: () => 'Most new connections of one client address in a time, such as 20/10s',
    byDefault: '0, no limit',
  },
} as const satisfies EntryValue;
