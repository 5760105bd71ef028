import type { Facts } from '../../src/language/facts.ts';
import type { Given, Suggestion, ValueType } from '../../src/language/schema.ts';
import { parseConnectAddress } from '../../src/portproxy/address.ts';
import { type IpVersion, loopback } from '../../src/portproxy/family.ts';
import { listensOf } from './given-entry.ts';

/** Suggests known values for the arguments given so far. */
type Suggest = (facts: Facts, given: Given) => readonly Suggestion[];

/** Suggests addresses to listen on: `*`, and those of this machine. */
export function listenAddresses(version: IpVersion): Suggest {
  return (facts) => [
    { value: '*', text: `Every IPv${version} address` },
    ...facts.addresses
      .filter((one) => one.version === version)
      .map((one) => ({ value: one.address, text: 'Address of this machine' })),
  ];
}

/** Suggests the listen addresses of entries with the port given so far, then all others. */
export function entryListenAddresses(version: IpVersion): Suggest {
  const any = listenAddresses(version);
  return (facts, given) => {
    const known = listensOf(facts, given).map((entry) => ({
      value: entry.listenAddress,
      text: `Entry on port ${entry.listenPort}, to ${entry.connectAddress}:${entry.connectPort}`,
    }));
    return [...known, ...any(facts, given).filter((one) => !known.some(({ value }) => value === one.value))];
  };
}

/** Suggests addresses to connect to: this computer, those of other entries, and names of the hosts file. */
export function connectAddresses(version: IpVersion): Suggest {
  return (facts) => {
    const used = new Set(facts.entries.map((entry) => entry.connectAddress));
    const values = [...new Set([loopback(version), ...used, ...facts.hosts])];
    return values
      .filter((value) => parseConnectAddress(value, version).ok)
      .map((value) => ({
        value,
        text: used.has(value) ? 'Used by an entry' : 'Known to this machine',
      }));
  };
}

/** The listen address of an entry of any family. */
export const entryAddress: ValueType<string> = {
  usage: '<IP address>|<hostname>',
  accepts: 'the listen address of an entry, as show all gives it',
  parse: (value) =>
    value === '' ? { ok: false, reason: 'Give the listen address of an entry.' } : { ok: true, value },
  suggest: (facts) =>
    [...new Set(facts.entries.map((entry) => entry.listenAddress))].map((value) => ({
      value,
      text: 'Listened on by an entry',
    })),
};
