import { memberNameProblem } from '../../src/fleet/names.ts';
import { type Tag, type ValueType, optional } from '../../src/language/schema.ts';

/** The name of a machine of the fleet, completed from those that it has. */
const fleetMachine: ValueType<string> = {
  usage: '<string>',
  accepts: 'the name of a machine, as fleet show machines gives it',
  parse(value) {
    const reason = memberNameProblem(value);
    return reason === undefined ? { ok: true, value } : { ok: false, reason };
  },
  suggest: ({ machines = [] }) => machines.map(({ name }) => ({ value: name, text: 'Machine of the fleet' })),
};

/** The tag by which a command on the fleet reaches one machine only. */
export const onlyOnMachine: Tag<string, false> = optional(
  fleetMachine,
  'On the fleet: only on this machine.',
  { fallback: 'all', extension: true },
);
