import { word } from '../kinds/word.ts';
import type { EntryValue } from './entry-value.ts';

const kind = word(['enabled', 'disabled']);

export const state = {
  tag: 'state',
  property: 'state',
  extension: true,
  kind: () => kind,
  default: 'enabled',
  flag: { property: 'disabled', text: 'disabled' },
  help: { text: () => 'enabled or disabled: whether the entry listens', byDefault: 'enabled' },
  told: {
    brief: 'disabled',
    said: 'It is disabled',
    title: 'disabled entries',
    without: 'and listens',
  },
} as const satisfies EntryValue;
