import { EVERY_ADDRESS } from '../address.ts';
import { listenVersion } from '../family.ts';
import { LISTEN_ADDRESS } from '../kinds/address.ts';
import type { EntryValue } from './entry-value.ts';

export const listenAddress = {
  tag: 'listenaddress',
  property: 'listenAddress',
  isKey: true,
  kind: (family) => LISTEN_ADDRESS[listenVersion(family)],
  default: EVERY_ADDRESS,
  help: {
    text: (family) => `IPv${listenVersion(family)} address on which to listen`,
    byDefault: '*, every address',
    ofEntry: (family) => `IPv${listenVersion(family)} address of the entry (default: *).`,
  },
} as const satisfies EntryValue;
