import { readFile } from 'node:fs/promises';
import type { IpVersion } from '../portproxy/family.ts';
import { reachedAs } from '../portproxy/host-address.ts';

/** A socket that has a port of this machine. */
export interface BoundSocket {
  /** The version by which packets reach it; an IPv6 socket of a mapped address has IPv4. */
  readonly version: IpVersion;
  readonly host: string;
  readonly port: number;
  /** `0` where no process has it open. */
  readonly inode: string;
  readonly listens: boolean;
  /** Its connection has ended, and the system keeps the port so much longer (TIME_WAIT), ms. */
  readonly leftMs: number | undefined;
}

/** The inode of a socket that no process has open. */
export const NO_INODE = '0';
const LISTEN = '0A';
/** The timer of connections that have ended. */
const TIME_WAIT_TIMER = '03';
/** The tables count time in hundredths of a second. */
const TICK_MS = 10;

/** Returns the TCP sockets that have one of these ports, those that listen first. Linux: the tables of proc_pid_net(5). */
export async function boundSockets(ports: ReadonlySet<number>): Promise<BoundSocket[]> {
  const tables = await Promise.all(
    ['/proc/net/tcp', '/proc/net/tcp6'].map((path) => readFile(path, 'latin1').catch(() => '')),
  );
  return tables
    .flatMap((text) => readTable(text, ports))
    .sort((a, b) => Number(b.listens) - Number(a.listens));
}

/** Reads the sockets of a table that have one of these ports; a table may have 100,000 lines, most of them others'. */
export function readTable(text: string, ports: ReadonlySet<number>): BoundSocket[] {
  const wanted = Array.from(ports, (port) => port.toString(16).toUpperCase().padStart(4, '0')).join('|');
  const lines = text.matchAll(new RegExp(`^ *\\d+: ([0-9A-F]{8,32}):(${wanted}) .*$`, 'gm'));
  const sockets: BoundSocket[] = [];
  for (const [line, address = '', port = ''] of lines) {
    const [, , , state, , timer = '', , , , inode = NO_INODE] = line.trim().split(/\s+/);
    const [kind, left = ''] = timer.split(':');
    const leftMs = kind === TIME_WAIT_TIMER ? Number.parseInt(left, 16) * TICK_MS : undefined;
    sockets.push({
      ...reachedAs(addressOf(address)),
      port: Number.parseInt(port, 16),
      inode,
      listens: state === LISTEN,
      leftMs,
    });
  }
  return sockets;
}

/** Returns an address from its hexadecimal digits: words of 32 bits as this processor keeps them (little-endian). */
function addressOf(hex: string): string {
  const bytes = Buffer.from(hex, 'hex');
  if (bytes.length % 4 !== 0) return '';
  bytes.swap32();
  if (bytes.length === 4) return bytes.join('.');
  const groups = Array.from({ length: bytes.length / 2 }, (_, at) => bytes.readUInt16BE(at * 2).toString(16));
  return groups.join(':');
}
