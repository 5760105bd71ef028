import { connectVersion } from '../family.ts';
import { port } from '../kinds/port.ts';
import { portCount, spanProblem } from '../port.ts';
import type { EntryValue } from './entry-value.ts';

const kind = {
  ...port,
  accepts: `${port.accepts}; for a range of listen ports one port, or a range as long`,
};

export const connectPort = {
  tag: 'connectport',
  property: 'connectPort',
  isCheckedFirst: true,
  kind: () => kind,
  default: ({ listenPort }) => listenPort,
  help: {
    text: (family) => `IPv${connectVersion(family)} port to connect to`,
    byDefault: 'listenport',
  },
  mismatch: (text, { listenPort }) => spanProblem(portCount(listenPort), portCount(text)),
} as const satisfies EntryValue;
