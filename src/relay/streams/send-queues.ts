import { readFileSync } from 'node:fs';

const FILES = ['/proc/net/tcp', '/proc/net/tcp6'];
/**
 * Local port, remote port, bytes that are not acknowledged, repetitions without an answer, all in hexadecimal digits, and
 * probes without one, in decimal digits (proc_pid_net(5); Linux get_tcp4_sock()).
 */
const SOCKET = /^ *\d+: \w+:(\w{4}) \w+:(\w{4}) \w\w (\w{8}):\w{8} \w\w:\w{8} (\w{8}) +\d+ +(\d+) /gm;
/** The table is read again after this, ms, and seldom enough to take a tenth of the time at most. */
const FRESH_MS = 10;
const SHARE = 10;
/** Probes of a closed window without an answer that are more than chance. */
const MANY_PROBES = 3;

/** What the system holds for a connection. */
export interface SendQueue {
  /** Bytes that its other end has not acknowledged. */
  readonly unsent: number;
  /** Bytes, or probes of a closed window, were sent repeatedly, and nothing came back. */
  readonly isRepeated: boolean;
}

const EMPTY: SendQueue = { unsent: 0, isRepeated: false };

let queues: ReadonlyMap<number, SendQueue> | undefined;
let readAt = 0;
let readAgainAt = 0;

/**
 * Returns what the system holds for a connection; undefined where the system does not tell (other than Linux). The answer is
 * as of `since` (performance.now(), ms) or later. Of several connections with the same two ports the most bytes count, and
 * they are repeated where all are.
 */
export function sendQueue(localPort: number, remotePort: number, since: number): SendQueue | undefined {
  if (process.platform !== 'linux') return undefined;
  const begin = performance.now();
  if (begin >= readAgainAt || readAt < since) {
    queues = readQueues();
    readAt = begin;
    const end = performance.now();
    readAgainAt = end + Math.max(FRESH_MS, (end - begin) * SHARE);
  }
  return queues && (queues.get(keyOf(localPort, remotePort)) ?? EMPTY);
}

function readQueues(): ReadonlyMap<number, SendQueue> | undefined {
  const found = new Map<number, SendQueue>();
  try {
    for (const text of FILES.map((file) => readFileSync(file, 'latin1'))) {
      for (const [, local = '', remote = '', waiting = '', repeats = '', probes = ''] of text.matchAll(
        SOCKET,
      )) {
        const unsent = Number.parseInt(waiting, 16);
        if (unsent === 0) continue;
        const key = keyOf(Number.parseInt(local, 16), Number.parseInt(remote, 16));
        const isRepeated = Number.parseInt(repeats, 16) > 0 || Number(probes) >= MANY_PROBES;
        const other = found.get(key);
        found.set(key, {
          unsent: Math.max(unsent, other?.unsent ?? 0),
          isRepeated: isRepeated && other?.isRepeated !== false,
        });
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
