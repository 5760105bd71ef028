import { connectVersion } from '../family.ts';
import { SOURCE_ADDRESS } from '../kinds/source-address.ts';
import type { EntryValue } from './entry-value.ts';

export const sourceAddress = {
  tag: 'sourceaddress',
  property: 'sourceAddress',
  extension: true,
  kind: (family) => SOURCE_ADDRESS[connectVersion(family)],
  help: {
    text: (family) => `IPv${connectVersion(family)} address from which targets are connected to`,
    byDefault: 'as the system chooses',
  },
} as const satisfies EntryValue;
