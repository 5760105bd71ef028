import { readFileSync } from 'node:fs';

const FILES = ['/proc/net/tcp', '/proc/net/tcp6'];
/** Local port, remote port, bytes that are not acknowledged, all in hexadecimal digits (proc_pid_net(5)). */
const SOCKET = /^ *\d+: \w+:(\w{4}) \w+:(\w{4}) \w\w (\w{8}):/gm;
/** The table is read again after this, ms, and seldom enough to take a tenth of the time at most. */
const FRESH_MS = 10;
const SHARE = 10;

let queues: ReadonlyMap<number, number> | undefined;
let readAt = 0;
let readAgainAt = 0;

/**
 * Returns how many bytes the system holds for a connection that its other end has not acknowledged, bytes; undefined where
 * the system does not tell (other than Linux). The answer is as of `since` (performance.now(), ms) or later. Of several connections with the same two ports the most counts.
 */
export function unsentBytes(localPort: number, remotePort: number, since: number): number | undefined {
  if (process.platform !== 'linux') return undefined;
  const begin = performance.now();
  if (begin >= readAgainAt || readAt < since) {
    queues = readQueues();
    readAt = begin;
    const end = performance.now();
    readAgainAt = end + Math.max(FRESH_MS, (end - begin) * SHARE);
  }
  return queues && (queues.get(keyOf(localPort, remotePort)) ?? 0);
}

function readQueues(): ReadonlyMap<number, number> | undefined {
  const found = new Map<number, number>();
  try {
    for (const text of FILES.map((file) => readFileSync(file, 'latin1'))) {
      for (const [, local = '', remote = '', waiting = ''] of text.matchAll(SOCKET)) {
        const key = keyOf(Number.parseInt(local, 16), Number.parseInt(remote, 16));
        const bytes = Number.parseInt(waiting, 16);
        if (bytes > (found.get(key) ?? 0)) found.set(key, bytes);
      }
    }
    return found;
  } catch {
    return undefined;
  }
}

function keyOf(localPort: number, remotePort: number): number {
  return localPort * 65_536 + remotePort;
}
