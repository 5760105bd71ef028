import type { Entry } from '../../src/portproxy/entry.ts';
import { EVERY_ADDRESS } from '../../src/portproxy/address.ts';
import { type Family, FAMILIES } from '../../src/portproxy/family.ts';
import { type Port, parsePort } from '../../src/portproxy/port.ts';
import type { Facts } from '../../src/language/facts.ts';
import type { Given, Suggestion, ValueType } from '../../src/language/schema.ts';

/** A port: a number, a service name, or a range. */
export const port: ValueType<Port> = {
  usage: '<integer>|<servicename>',
  accepts: 'a number from 1 to 65535, a range such as 30000-30010, or a service name',
  parse(text, facts) {
    const parsed = parsePort(text, facts.services);
    return parsed.ok ? { ok: true, value: parsed.port } : parsed;
  },
  isCrowded: true,
  suggest: (facts) => [...facts.services].map(([value, number]) => ({ value, text: `TCP port ${number}` })),
};

/** The listen port of an entry that exists: choosing one also gives its listen address. */
export const entryPort: ValueType<Port> = {
  ...port,
  isCrowded: false,
  suggest: (facts, given) => entriesOf(facts, given).map((entry) => suggestEntry(entry, given)),
};

function entriesOf(facts: Facts, given: Given): readonly Entry[] {
  const family = familyOf(given);
  return facts.entries.filter(
    (entry) =>
      (!family || entry.family === family) &&
      (given.values['listenaddress'] === undefined || given.values['listenaddress'] === entry.listenAddress),
  );
}

function suggestEntry(entry: Entry, given: Given): Suggestion {
  const text = `${entry.listenAddress}:${entry.listenPort} to ${entry.connectAddress}:${entry.connectPort}`;
  if (entry.listenAddress === EVERY_ADDRESS || given.values['listenaddress'] !== undefined) {
    return { value: entry.listenPort, text };
  }
  return {
    value: entry.listenPort,
    text,
    insert: `${entry.listenPort} listenaddress=${entry.listenAddress}`,
  };
}

function familyOf(given: Given): Family | undefined {
  const words = given.words.map((word) => word.toLowerCase());
  return (
    FAMILIES.find((family) => words.includes(family)) ??
    FAMILIES.find((family) => words.slice(1).some((word) => word !== '' && family.startsWith(word)))
  );
}
