import { name } from '../kinds/name.ts';
import type { EntryValue } from './entry-value.ts';

export const group = {
  tag: 'group',
  property: 'group',
  extension: true,
  kind: () => name,
  help: { text: () => 'Group of entries that it belongs to', byDefault: 'none' },
} as const satisfies EntryValue;
