import { word } from '../kinds/word.ts';
import type { EntryValue } from './entry-value.ts';

const kind = word(['first', 'roundrobin', 'leastconnections', 'source']);

export const balance = {
  tag: 'balance',
  property: 'balance',
  extension: true,
  kind: () => kind,
  default: 'first',
  help: {
    text: () => 'first, roundrobin, leastconnections or source: the target that a connection takes',
    byDefault: 'first',
  },
} as const satisfies EntryValue;
