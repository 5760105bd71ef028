import type { Facts } from '../../src/language/facts.ts';
import type { Given, Suggestion, ValueType } from '../../src/language/schema.ts';
import { connectLabel } from '../../src/portproxy/connect-label.ts';
import { type IpVersion, loopback } from '../../src/portproxy/family.ts';
import { hasSeveralTargets, parseTargets, targetTexts } from '../../src/portproxy/targets.ts';
import { listensOf } from './given-entry.ts';

/** Suggests known values for the arguments given so far. */
type Suggest = (facts: Facts, given: Given, prefix: string) => readonly Suggestion[];

/** Suggests the addresses of this machine. */
export function machineAddresses(version: IpVersion): Suggest {
  return (facts) => ownAddresses(facts, version);
}

/** Suggests addresses to listen on: `*`, and those of this machine. */
export function listenAddresses(version: IpVersion): Suggest {
  return (facts) => [{ value: '*', text: `Every IPv${version} address` }, ...ownAddresses(facts, version)];
}

/** Suggests the listen addresses of entries with the port given so far, then all others. */
export function entryListenAddresses(version: IpVersion): Suggest {
  const any = listenAddresses(version);
  return (facts, given, prefix) => {
    const known = listensOf(facts, given).map((entry) => ({
      value: entry.listenAddress,
      text: `Entry on port ${entry.listenPort}, to ${connectLabel(entry)}`,
    }));
    return [
      ...known,
      ...any(facts, given, prefix).filter((one) => !known.some(({ value }) => value === one.value)),
    ];
  };
}

function ownAddresses(facts: Facts, version: IpVersion): Suggestion[] {
  return facts.addresses
    .filter((one) => one.version === version)
    .map((one) => ({ value: one.address, text: 'Address of this machine' }));
}

/** Suggests addresses to connect to, also for the last target of a list, behind the others as they are typed. */
export function targetLists(version: IpVersion): Suggest {
  return (facts, _given, prefix) => {
    const single = connectAddresses(facts, version);
    const before = prefix.slice(0, prefix.lastIndexOf(',') + 1);
    if (before === '') return single;
    const typed = new Set(targetTexts(before).map(({ host }) => host.toLowerCase()));
    return single
      .filter(({ value }) => !hasSeveralTargets(value) && !typed.has(value.toLowerCase()))
      .map(({ value, text }) => ({ value: `${before}${value}`, text }));
  };
}

/** Suggests addresses to connect to: this computer, those of other entries, and names of the hosts file. */
function connectAddresses(facts: Facts, version: IpVersion): Suggestion[] {
  const used = new Set<string>();
  for (const { connectAddress } of facts.entries) {
    if (hasSeveralTargets(connectAddress)) {
      for (const { host } of targetTexts(connectAddress)) used.add(host);
    }
    used.add(connectAddress);
  }
  const values = [...new Set([loopback(version), ...used, ...facts.hosts])];
  return values
    .filter((value) => parseTargets(value, version).ok)
    .map((value) => ({
      value,
      text: used.has(value) ? 'Used by an entry' : 'Known to this machine',
    }));
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
