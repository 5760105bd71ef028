import { type Port, mayBecomePort, parsePort } from '../port.ts';
import type { Kind } from './kind.ts';

/** A port: a number, a service name, or a range. */
export const port: Kind<Port> = {
  usage: '<integer>|<servicename>',
  accepts: 'a number from 1 to 65535, a range such as 30000-30010, or a service name',
  parse: parsePort,
  // Names as in RFC 6335, section 5.1, and those that services tables really hold.
  isStorable: (text) => text.length <= 64 && /^[\w.+*/-]+$/.test(text) && !/^[\d-]+$/.test(text),
  mayGrow: mayBecomePort,
};
