import { word } from '../kinds/word.ts';
import type { EntryValue } from './entry-value.ts';

const accepted = word(['tcp']);

export const protocol = {
  tag: 'protocol',
  property: 'protocol',
  isKey: true,
  kind: () => accepted,
  default: 'tcp',
  help: {
    text: () => 'Protocol to forward; TCP is the only one',
    ofEntry: () => 'Protocol of the entry; TCP is the only one.',
  },
} as const satisfies EntryValue;
