import { listenVersion } from '../family.ts';
import { port } from '../kinds/port.ts';
import type { EntryValue } from './entry-value.ts';

export const listenPort = {
  tag: 'listenport',
  property: 'listenPort',
  isKey: true,
  isCheckedFirst: true,
  kind: () => port,
  help: {
    text: (family) => `IPv${listenVersion(family)} port on which to listen`,
    ofEntry: (family) => `IPv${listenVersion(family)} port of the entry.`,
  },
} as const satisfies EntryValue;
