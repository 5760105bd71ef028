import { isIP } from 'node:net';
import { etcPath, readSystemText } from './read-text.ts';

/** Host names in lower case with the addresses that the hosts file gives them, in the file's order. */
export type Hosts = ReadonlyMap<string, readonly string[]>;

/** The hosts file of this system; empty where there is none. */
export function systemHosts(): Hosts {
  return parseHosts(readSystemText(etcPath('hosts')) ?? '');
}

/** Reads a hosts file (hosts(5)): `address name aliases # comment`; lines that are not understood are skipped. */
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
