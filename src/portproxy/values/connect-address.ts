import { connectVersion, loopback } from '../family.ts';
import { TARGETS } from '../kinds/targets.ts';
import type { EntryValue } from './entry-value.ts';

export const connectAddress = {
  tag: 'connectaddress',
  property: 'connectAddress',
  kind: (family) => TARGETS[connectVersion(family)],
  default: ({ family }) => loopback(connectVersion(family)),
  help: {
    text: (family) =>
      `IPv${connectVersion(family)} address or name to connect to, or several with commas: help targets`,
    byDefault: 'this computer',
  },
} as const satisfies EntryValue;
