import { word } from '../kinds/word.ts';
import type { EntryValue } from './entry-value.ts';

const accepted = word(['tcp', 'udp']);

export const protocol = {
  tag: 'protocol',
  property: 'protocol',
  isKey: true,
  kind: () => accepted,
  default: 'tcp',
  help: {
    text: () => 'tcp or udp: the protocol to forward',
    ofEntry: () => 'Protocol of the entry: tcp or udp.',
  },
} as const satisfies EntryValue;
