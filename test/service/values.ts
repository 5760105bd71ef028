import { randomInt } from 'node:crypto';
import type { Entry } from '../../src/portproxy/entry.ts';
import type { Change } from '../../src/portproxy/table.ts';

/** A loopback address of this test's own, so that tests may use the same ports at the same time. */
export function ownAddress(): string {
  return `127.${randomInt(2, 255)}.${randomInt(1, 255)}.${randomInt(2, 255)}`;
}

/** An entry that can listen. */
export function entryAt(listenAddress: string, port: number): Entry {
  return {
    family: 'v4tov4',
    listenAddress,
    listenPort: String(port),
    connectAddress: '127.0.0.1',
    connectPort: '9',
    protocol: 'tcp',
  };
}

/** Adds that entry. */
export function add(listenAddress: string, port: number): Change {
  return { op: 'add', values: entryAt(listenAddress, port) };
}

/** Deletes that entry. */
export function remove(listenAddress: string, port: number): Change {
  return { op: 'delete', side: { family: 'v4tov4', listenAddress, listenPort: String(port) } };
}
