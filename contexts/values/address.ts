import { type Address, parseConnectAddress, parseListenAddress } from '../../src/portproxy/address.ts';
import { type IpVersion, loopback } from '../../src/portproxy/family.ts';
import type { ValueType } from '../../src/language/schema.ts';
import { listensOf } from './given-entry.ts';

/** An address to listen on: one of this machine's, a name of it, or `*`. */
export function listenAddress(version: IpVersion): ValueType<Address> {
  return {
    usage: `<IPv${version} address>|<hostname>`,
    accepts: `an IPv${version} address of this machine, a host name, or * for every address`,
    parse(text) {
      const parsed = parseListenAddress(text, version);
      return parsed.ok ? { ok: true, value: parsed.address } : parsed;
    },
    suggest: (facts) => [
      { value: '*', text: `Every IPv${version} address` },
      ...facts.addresses
        .filter((one) => one.version === version)
        .map((one) => ({ value: one.address, text: 'Address of this machine' })),
    ],
  };
}

/** The listen address of an entry that exists: those of entries with the port given so far come first. */
export function entryListenAddress(version: IpVersion): ValueType<Address> {
  const any = listenAddress(version);
  return {
    ...any,
    suggest(facts, given, prefix) {
      const known = listensOf(facts, given).map((entry) => ({
        value: entry.listenAddress,
        text: `Entry on port ${entry.listenPort}, to ${entry.connectAddress}:${entry.connectPort}`,
      }));
      const others = any.suggest?.(facts, given, prefix) ?? [];
      return [...known, ...others.filter((one) => !known.some(({ value }) => value === one.value))];
    },
  };
}

/** An address to connect to: a literal of the IP version, or a name. */
export function connectAddress(version: IpVersion): ValueType<Address> {
  return {
    usage: `<IPv${version} address>|<hostname>`,
    accepts: `an IPv${version} address or a host name`,
    parse(text) {
      const parsed = parseConnectAddress(text, version);
      return parsed.ok ? { ok: true, value: parsed.address } : parsed;
    },
    suggest(facts) {
      const used = facts.entries.map((entry) => entry.connectAddress);
      const values = [...new Set([loopback(version), ...used, ...facts.hosts])];
      return values
        .filter((value) => parseConnectAddress(value, version).ok)
        .map((value) => ({
          value,
          text: used.includes(value) ? 'Used by an entry' : 'Known to this machine',
        }));
    },
  };
}

/** The listen address of an entry there is, as text, of any family. */
export const entryAddress: ValueType<string> = {
  usage: '<IP address>|<hostname>',
  accepts: 'the listen address of an entry, as show all gives it',
  parse: (value) =>
    value === '' ? { ok: false, reason: 'Accepted is the listen address of an entry.' } : { ok: true, value },
  suggest: (facts) =>
    [...new Set(facts.entries.map((entry) => entry.listenAddress))].map((value) => ({
      value,
      text: 'Listened on by an entry',
    })),
};
