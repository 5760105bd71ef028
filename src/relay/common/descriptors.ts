import { readFileSync, readdirSync } from 'node:fs';

/** Left free for files, name look-ups, the control socket and the program itself. */
const RESERVE = 64;
const UNKNOWN_LIMIT = 8_192;
/** Where the system has no limit of a process: its memory decides. */
const NO_LIMIT = 1_000_000;
/** On Windows libuv keeps 32 sockets ready for the next connections of each listener (uv_simultaneous_server_accepts). */
const SOCKETS_OF_LISTENER = process.platform === 'win32' ? 33 : 1;
/** The share that sessions of UDP may use: anybody can begin many of them, with addresses that are not theirs. */
const MOST_FOR_SESSIONS = 0.75;

/** The descriptors that the relay uses, against the limit of the process. */
export class Descriptors {
  listeners = 0;
  connections = 0;
  /** Sessions of UDP, with one descriptor each. */
  sessions = 0;
  /** Descriptors of pipes for large reads. */
  pipes = 0;
  readonly limit: number;
  readonly #elsewhere: number;

  readonly #ofListener: number;

  constructor(
    limit: number = descriptorLimit(),
    openNow: number = openDescriptors(),
    ofListener: number = SOCKETS_OF_LISTENER,
  ) {
    this.limit = limit;
    this.#ofListener = ofListener;
    this.#elsewhere = Math.min(openNow + RESERVE, Math.ceil(limit / 2));
  }

  /** Whether one more connection (two descriptors) has room. */
  get roomForConnection(): boolean {
    return this.#used + 2 <= this.limit;
  }

  /** Whether one more session of UDP has room. */
  get roomForSession(): boolean {
    return this.#used + 1 <= this.limit && this.sessions < this.limit * MOST_FOR_SESSIONS;
  }

  get #used(): number {
    const listening = this.listeners * this.#ofListener;
    return this.#elsewhere + listening + this.pipes + this.sessions + 2 * this.connections;
  }

  /** How many listeners there may be in all: half of what is free, the rest is for connections. */
  get mostListeners(): number {
    return Math.floor((this.limit - this.#elsewhere) / 2 / this.#ofListener);
  }
}

/** Returns how many descriptors this process may open. Windows has no limit, and its report takes a second to make. */
export function descriptorLimit(platform: NodeJS.Platform = process.platform): number {
  if (platform === 'win32') return NO_LIMIT;
  try {
    const soft = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1];
    if (soft !== undefined) return Number(soft);
  } catch {
    // Not Linux.
  }
  // Otherwise the report asks name servers about every peer.
  Reflect.set(process.report, 'excludeNetwork', true);
  const report: unknown = process.report.getReport();
  return softLimit(report) ?? UNKNOWN_LIMIT;
}

/** The field userLimits.open_files.soft of Node's diagnostic report. */
function softLimit(report: unknown): number | undefined {
  const soft = field(field(field(report, 'userLimits'), 'open_files'), 'soft');
  if (soft === 'unlimited') return NO_LIMIT;
  return typeof soft === 'number' ? soft : undefined;
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function openDescriptors(): number {
  try {
    return readdirSync('/proc/self/fd').length;
  } catch {
    return RESERVE;
  }
}
