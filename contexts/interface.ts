import { dumpInterface } from '../src/portproxy/dump.ts';
import { dumpCommand, helpEntries } from './common.ts';
import type { NetshContext } from './host.ts';
import { portproxy } from './portproxy.ts';

/** `interface`: the way to portproxy. */
export const interfaceContext: NetshContext = {
  kind: 'context',
  name: 'interface',
  dump: async () => dumpInterface(),
  entries: [dumpCommand(() => interfaceContext), portproxy, ...helpEntries],
};
