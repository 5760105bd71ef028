import { readlinkSync } from 'node:fs';
import { readFile, readdir, readlink } from 'node:fs/promises';
import { basename } from 'node:path';
import type { IpVersion } from '../portproxy/family.ts';

/** An address and port that another program listens on. */
export interface TakenPort {
  readonly version: IpVersion;
  readonly port: number;
}

/** A program that listens on a port. */
export interface PortHolder {
  readonly pid: number;
  readonly name: string;
}

/**
 * Finds the programs that listen on these ports, in the same order; undefined where the system does not tell. Linux
 * only: the tables of /proc/net name a socket by its inode, and /proc/PID/fd leads from the inode to the process, if
 * this user may look there (proc_pid_fd(5)).
 */
export async function portHolders(ports: readonly TakenPort[]): Promise<(PortHolder | undefined)[]> {
  if (process.platform !== 'linux' || ports.length === 0) return ports.map(() => undefined);
  const wanted = new Set(ports.map(({ port }) => port));
  const tables = await Promise.all([
    readSockets('/proc/net/tcp', wanted),
    readSockets('/proc/net/tcp6', wanted),
  ]);
  const sockets = tables.flat();
  const holders = await holdersOf(new Set(sockets.map(({ inode }) => inode)));
  return ports.map(({ port }) => {
    const inodes = sockets.filter((socket) => socket.port === port).map(({ inode }) => inode);
    return inodes.map((inode) => holders.get(inode)).find((holder) => holder !== undefined);
  });
}

interface BoundSocket {
  readonly port: number;
  readonly inode: string;
  readonly listening: boolean;
}

const LISTEN = '0A';
/** Longest search, in ms; a machine may have very many processes. */
const SEARCH_LIMIT_MS = 500;

/** Reads the sockets bound to one of the ports, listening ones first, from the columns of proc_pid_net(5). */
async function readSockets(path: string, ports: ReadonlySet<number>): Promise<BoundSocket[]> {
  const text = await readFile(path, 'latin1').catch(() => '');
  const sockets: BoundSocket[] = [];
  for (const line of text.split('\n').slice(1)) {
    const [, local = '', , state, , , , , , inode = '0'] = line.trim().split(/\s+/);
    const port = Number.parseInt(local.slice(local.indexOf(':') + 1), 16);
    if (ports.has(port) && inode !== '0') sockets.push({ port, inode, listening: state === LISTEN });
  }
  return sockets.sort((a, b) => Number(b.listening) - Number(a.listening));
}

/** Returns the process that has each socket open, as far as it is found in time. */
async function holdersOf(inodes: ReadonlySet<string>): Promise<Map<string, PortHolder>> {
  const found = new Map<string, PortHolder>();
  const until = performance.now() + SEARCH_LIMIT_MS;
  const pids = inodes.size === 0 ? [] : (await readdir('/proc').catch(() => [])).filter(isNumber);
  for (const pid of pids) {
    if (found.size === inodes.size || performance.now() > until) break;
    const links = await readdir(`/proc/${pid}/fd`).catch(() => []);
    for (const link of links) {
      const inode = socketOf(`/proc/${pid}/fd/${link}`);
      if (inode === undefined || !inodes.has(inode) || found.has(inode)) continue;
      found.set(inode, { pid: Number(pid), name: await programName(pid) });
    }
  }
  return found;
}

function isNumber(name: string): boolean {
  return /^\d+$/.test(name);
}

/** Returns the inode of the socket behind a descriptor. Synchronous: it takes a few µs, a promise many times that. */
function socketOf(link: string): string | undefined {
  try {
    return /^socket:\[(\d+)\]$/.exec(readlinkSync(link))?.[1];
  } catch {
    return undefined;
  }
}

/** Returns the file name of a program, or the name of its first thread where the file cannot be seen. */
async function programName(pid: string): Promise<string> {
  const file = await readlink(`/proc/${pid}/exe`).catch(() => undefined);
  if (file !== undefined) return basename(file.replace(/ \(deleted\)$/, ''));
  const name = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => 'a program');
  return name.trim();
}
