import { word } from '../kinds/word.ts';
import type { EntryValue } from './entry-value.ts';

const kind = word(['no', 'yes']);

export const acceptProxy = {
  tag: 'acceptproxy',
  property: 'acceptProxy',
  extension: true,
  protocols: ['tcp'],
  kind: () => kind,
  default: 'no',
  help: {
    text: () => 'yes or no: clients begin with a PROXY protocol header, else they are reset',
    byDefault: 'no',
  },
} as const satisfies EntryValue;
