import { readlinkSync } from 'node:fs';
import { readFile, readdir, readlink } from 'node:fs/promises';
import { basename } from 'node:path';
import type { IpVersion } from '../portproxy/family.ts';
import { unspecified } from '../portproxy/host-address.ts';
import { type BoundSocket, NO_INODE, boundSockets } from './bound-sockets.ts';
import { type Run, listeningPrograms } from './listeners/listening-program.ts';

/** An address and port that could not be listened on. */
export interface TakenPort {
  readonly version: IpVersion;
  /** In canonical form; `0.0.0.0` or `::` for all. */
  readonly host: string;
  readonly port: number;
}

/** The socket in the way: a program's, which listens or has a connection, or one of a connection that has ended. */
export type PortHolder =
  | {
      readonly kind: 'program';
      readonly pid: number;
      readonly name: string;
      readonly listens: boolean;
      /** It is a netsh like this one, with this NETSH_HOME, which is empty where it has none or the system does not tell. */
      readonly netshHome?: string | undefined;
    }
  | {
      readonly kind: 'ended';
      /** The system keeps the port at most so long (TIME_WAIT), ms. */
      readonly leftMs: number;
    };

/** A process, and its name. */
interface Program {
  readonly pid: number;
  readonly name: string;
  readonly netshHome?: string | undefined;
}

/**
 * Finds what has these ports now, in the same order; undefined where the system does not tell. On Linux the tables of
 * /proc/net name a socket by its inode, and /proc/PID/fd leads from the inode to the process, if this user may look there
 * (proc_pid_fd(5)); Windows and macOS have programs that tell who listens.
 */
export async function portHolders(
  ports: readonly TakenPort[],
  platform: NodeJS.Platform = process.platform,
  run?: Run,
): Promise<(PortHolder | undefined)[]> {
  if (ports.length === 0) return [];
  if (platform !== 'linux') {
    const programs = await listeningPrograms(new Set(ports.map(({ port }) => port)), platform, run);
    return ports.map((port) => {
      const found = programs.find((program) => isInTheWay(program, port));
      return found && { kind: 'program', pid: found.pid, name: found.name, listens: true };
    });
  }
  const sockets = await boundSockets(new Set(ports.map(({ port }) => port)));
  const inTheWay = ports.map((port) => {
    const candidates = sockets.filter((socket) => isInTheWay(socket, port));
    return candidates.sort((a, b) => Number(b.version === port.version) - Number(a.version === port.version));
  });
  const programs = await programsOf(new Set(inTheWay.flat().map(({ inode }) => inode)));
  return inTheWay.map((candidates) => holderOf(candidates, programs));
}

function holderOf(
  candidates: readonly BoundSocket[],
  programs: ReadonlyMap<string, Program>,
): PortHolder | undefined {
  for (const { inode, listens } of candidates) {
    const program = programs.get(inode);
    if (program) return { kind: 'program', ...program, listens };
  }
  // While a program has the port, those that have ended are not what to wait for.
  if (candidates.some(({ inode }) => inode !== NO_INODE)) return undefined;
  const left = candidates.flatMap(({ leftMs }) => leftMs ?? []);
  return left.length === 0 ? undefined : { kind: 'ended', leftMs: Math.max(...left) };
}

/** Longest search, in ms; a machine may have very many processes. */
const SEARCH_LIMIT_MS = 500;

function isInTheWay(
  { version, host, port }: Pick<BoundSocket, 'version' | 'host' | 'port'>,
  taken: TakenPort,
): boolean {
  if (port !== taken.port) return false;
  // A socket of every IPv6 address mostly has all IPv4 ones as well.
  if (version !== taken.version) return version === 6 && host === unspecified(6);
  const any = unspecified(version);
  return host === any || taken.host === any || host === taken.host.replace(/%.*$/, '');
}

/** Returns the process that has each socket open, as far as it is found in time. */
async function programsOf(inodes: ReadonlySet<string>): Promise<Map<string, Program>> {
  const found = new Map<string, Program>();
  const wanted = [...inodes].filter((inode) => inode !== NO_INODE);
  const until = performance.now() + SEARCH_LIMIT_MS;
  const pids = wanted.length === 0 ? [] : (await readdir('/proc').catch(() => [])).filter(isNumber);
  for (const pid of pids) {
    if (found.size === wanted.length || performance.now() > until) break;
    const links = await readdir(`/proc/${pid}/fd`).catch(() => []);
    for (const link of links) {
      const inode = socketOf(`/proc/${pid}/fd/${link}`);
      if (inode === undefined || !inodes.has(inode) || found.has(inode)) continue;
      found.set(inode, { pid: Number(pid), name: await programName(pid), netshHome: await netshHome(pid) });
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

/** A longer path is not told. */
const MAX_HOME = 200;

/** Returns the NETSH_HOME of a process that is a netsh (proc_pid_cmdline(5), proc_pid_environ(5)); undefined for others. */
async function netshHome(pid: string): Promise<string | undefined> {
  const [program = '', ...words] = await nulled(`/proc/${pid}/cmdline`);
  const script = words.find((word) => !word.startsWith('-')) ?? '';
  if (!basename(program).startsWith('node') || !/^netsh(?:\.js)?$/.test(basename(script))) return undefined;
  const home = (await nulled(`/proc/${pid}/environ`)).find((one) => one.startsWith('NETSH_HOME='));
  const value = home?.slice('NETSH_HOME='.length) ?? '';
  return value.length > MAX_HOME ? '' : value;
}

async function nulled(file: string): Promise<string[]> {
  return (await readFile(file, 'utf8').catch(() => '')).split('\0');
}
