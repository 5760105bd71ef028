import { connectVersion, loopback } from '../family.ts';
import { CONNECT_ADDRESS } from '../kinds/address.ts';
import type { EntryValue } from './entry-value.ts';

export const connectAddress = {
  tag: 'connectaddress',
  property: 'connectAddress',
  kind: (family) => CONNECT_ADDRESS[connectVersion(family)],
  default: ({ family }) => loopback(connectVersion(family)),
  help: {
    text: (family) => `IPv${connectVersion(family)} address or name to connect to`,
    byDefault: 'this computer',
  },
} as const satisfies EntryValue;
