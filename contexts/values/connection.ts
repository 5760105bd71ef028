import type { Facts } from '../../src/language/facts.ts';
import type { ValueType } from '../../src/language/schema.ts';
import { idOnMachine } from '../../src/service/contract/connection-ids.ts';
import { keyLabel } from '../../src/portproxy/key.ts';

/** The id of a connection, as `show connections` gives it. */
export const connectionId: ValueType<number> = {
  usage: '<integer>',
  accepts: 'an id that show connections lists',
  parse: (text) =>
    /^[1-9]\d{0,14}$/.test(text)
      ? { ok: true, value: Number(text) }
      : { ok: false, reason: 'Not the id of a connection. Use one that show connections lists.' },
  suggest: (facts) =>
    [...(facts.connections ?? [])].map(({ id, client, entry, target }) => ({
      value: String(idOnMachine(id)),
      text: `${client} by ${keyLabel(entry)} to ${target}`,
    })),
};

/** A client of the relay: its address, or address and port. */
export const client: ValueType<string> = {
  usage: '<IP address>[:<port>]',
  accepts: 'an address with or without its port',
  parse: (text) =>
    /^[\w.:%[\]]{2,100}$/.test(text)
      ? { ok: true, value: text }
      : { ok: false, reason: 'Not the address of a client. Use one that show connections lists.' },
  suggest: (facts) => {
    const counts = new Map<string, number>();
    for (const { client: one } of facts.connections ?? []) {
      const address = one.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');
      counts.set(address, (counts.get(address) ?? 0) + 1);
    }
    return [...counts].map(([value, count]) => ({
      value,
      text: count === 1 ? '1 connection' : `${count} connections`,
    }));
  },
};

/** The listen port of an entry as text, of any family. */
export const anyPort: ValueType<string> = {
  usage: '<integer>|<servicename>',
  accepts: 'the listen port of an entry, as show all gives it',
  parse: (value) =>
    value === '' ? { ok: false, reason: 'Give the listen port of an entry.' } : { ok: true, value },
  suggest: (facts: Facts) =>
    [...new Set(facts.entries.map((entry) => entry.listenPort))].map((value) => ({
      value,
      text: 'Listen port',
    })),
};
