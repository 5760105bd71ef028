import type { Entry } from '../../src/portproxy/entry.ts';

/** So many different entries. */
export function someEntries(count: number, connectAddress = '10.0.0.1'): Entry[] {
  return Array.from({ length: count }, (_, index) => ({
    family: 'v4tov4',
    listenAddress: `127.1.${Math.floor(index / 250)}.${(index % 250) + 1}`,
    listenPort: '8080',
    connectAddress,
    connectPort: '80',
    protocol: 'tcp',
  }));
}
