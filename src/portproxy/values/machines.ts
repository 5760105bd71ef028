import { machines as kind } from '../kinds/machines.ts';
import type { EntryValue } from './entry-value.ts';

export const machines = {
  tag: 'machines',
  property: 'machines',
  extension: true,
  kind: () => kind,
  help: { text: () => 'Machines of the fleet that have it, in the table of a fleet', byDefault: 'all' },
} as const satisfies EntryValue;
