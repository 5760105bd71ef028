import { word } from '../kinds/word.ts';
import type { EntryValue } from './entry-value.ts';

const kind = word(['none', 'v1', 'v2']);

export const sendProxy = {
  tag: 'sendproxy',
  property: 'sendProxy',
  extension: true,
  kind: () => kind,
  default: 'none',
  help: {
    text: () => 'none, v1 or v2: the PROXY protocol header that tells the target the real client',
    byDefault: 'none',
  },
  mismatch: (text, { protocol }) =>
    text === 'v1' && protocol === 'udp' ? 'Version 1 is for TCP only. Use v2.' : undefined,
} as const satisfies EntryValue;
