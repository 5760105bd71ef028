import type { Facts } from '../../src/language/facts.ts';
import type { Given } from '../../src/language/schema.ts';
import type { Entry } from '../../src/portproxy/entry.ts';
import { FAMILIES, type Family } from '../../src/portproxy/family.ts';

/** Returns the entries of the family that a line names, and of its listen address where it has one. */
export function portsOf(facts: Facts, given: Given): readonly Entry[] {
  const address = given.values['listenaddress'];
  return ofFamily(facts, given).filter((entry) => address === undefined || entry.listenAddress === address);
}

/** Returns the entries of the family and listen port that a line names; none while it has no port. */
export function listensOf(facts: Facts, given: Given): readonly Entry[] {
  const port = given.values['listenport'];
  return port === undefined ? [] : ofFamily(facts, given).filter((entry) => entry.listenPort === port);
}

function ofFamily(facts: Facts, given: Given): readonly Entry[] {
  const family = familyOf(given);
  return family ? facts.entries.filter((entry) => entry.family === family) : facts.entries;
}

function familyOf(given: Given): Family | undefined {
  const words = given.words.map((word) => word.toLowerCase());
  return (
    FAMILIES.find((family) => words.includes(family)) ??
    FAMILIES.find((family) => words.slice(1).some((word) => word !== '' && family.startsWith(word)))
  );
}
