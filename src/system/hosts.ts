import { isIP } from 'node:net';
import { etcPath, readSystemText } from './read-text.ts';

/** Host names in lower case with their addresses, in the order of the hosts file. */
export type Hosts = ReadonlyMap<string, readonly string[]>;

/** Reads the hosts file of this system; empty where there is none. */
export function systemHosts(): Hosts {
  return parseHosts(readSystemText(etcPath('hosts')) ?? '');
}

/** Parses a hosts file (hosts(5)): `address name aliases # comment`. Skips lines that are not understood. */
export function parseHosts(text: string): Hosts {
  const hosts = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    const [address, ...names] = line.replace(/#.*/, '').trim().split(/\s+/);
    if (address === undefined || isIP(address) === 0) continue;
    for (const name of names) {
      const key = name.toLowerCase();
      const known = hosts.get(key) ?? [];
      if (!known.includes(address)) hosts.set(key, [...known, address]);
    }
  }
  return hosts;
}
