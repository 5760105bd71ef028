import type { Facts } from '../../src/language/facts.ts';
import type { ValueType } from '../../src/language/schema.ts';

/** The id of a connection, as `show connections` gives it. */
export const connectionId: ValueType<number> = {
  usage: '<integer>',
  accepts: 'the id of a connection, as show connections gives it',
  parse: (text) =>
    /^[1-9]\d{0,14}$/.test(text)
      ? { ok: true, value: Number(text) }
      : { ok: false, reason: 'Accepted is the id of a connection, as show connections gives it.' },
};

/** A client of the relay: its address, or address and port. */
export const client: ValueType<string> = {
  usage: '<IP address>[:<port>]',
  accepts: 'the address of a client, with or without its port',
  parse: (text) =>
    /^[\w.:%[\]]{2,100}$/.test(text)
      ? { ok: true, value: text }
      : { ok: false, reason: 'Accepted is the address of a client, with or without its port.' },
};

/** The listen port of an entry as text, of any family. */
export const anyPort: ValueType<string> = {
  usage: '<integer>|<servicename>',
  accepts: 'the listen port of an entry, as show all gives it',
  parse: (value) =>
    value === '' ? { ok: false, reason: 'Accepted is the listen port of an entry.' } : { ok: true, value },
  suggest: (facts: Facts) =>
    [...new Set(facts.entries.map((entry) => entry.listenPort))].map((value) => ({
      value,
      text: 'Listen port',
    })),
};
