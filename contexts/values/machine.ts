import type { ValueType } from '../../src/language/schema.ts';
import {
  NO_PASSWORDS,
  machineNameProblem,
  userNameProblem,
} from '../../src/service/contract/ssh-destination.ts';

/** The name of a machine as ssh knows it; empty for this machine. */
export const machineName: ValueType<string> = {
  usage: '<string>',
  accepts: 'a host name, an address, or a name of your ssh configuration; empty for this machine',
  parse(value) {
    const reason = value === '' ? undefined : machineNameProblem(value);
    return reason === undefined ? { ok: true, value } : { ok: false, reason };
  },
  suggest: (facts) => facts.hosts.map((value) => ({ value, text: 'Hosts file' })),
};

/** The name of a user on another machine. */
export const userName: ValueType<string> = {
  usage: '<string>',
  accepts: 'the name of a user of that machine',
  parse(value) {
    const reason = userNameProblem(value);
    return reason === undefined ? { ok: true, value } : { ok: false, reason };
  },
};

/** The value of netsh's `-p`: always refused, since passwords are the business of ssh. */
export const noPassword: ValueType<never> = {
  usage: '<string>|*',
  accepts: 'nothing: ssh logs in',
  parse: () => ({ ok: false, reason: NO_PASSWORDS }),
};

/** The name of a group of users of this machine (groupadd(8)). */
export const groupOfUsers: ValueType<string> = {
  usage: '<string>',
  accepts: 'the name of a group of users of this machine',
  parse: (value) =>
    /^[a-z_][\w.-]{0,31}$/i.test(value)
      ? { ok: true, value }
      : { ok: false, reason: 'Not the name of a group. Use letters, digits, _, . and -, such as wheel.' },
};
