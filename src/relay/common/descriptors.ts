import { readFileSync, readdirSync } from 'node:fs';

/** Left free for files, name look-ups, the control socket and the program itself. */
const RESERVE = 64;
const UNKNOWN_LIMIT = 8_192;

/** The descriptors that the relay uses, against the limit of the process. */
export class Descriptors {
  listeners = 0;
  connections = 0;
  /** Descriptors of pipes for large reads. */
  pipes = 0;
  readonly limit: number;
  readonly #elsewhere: number;

  constructor(limit: number = descriptorLimit(), openNow: number = openDescriptors()) {
    this.limit = limit;
    this.#elsewhere = Math.min(openNow + RESERVE, Math.ceil(limit / 2));
  }

  /** Whether one more connection (two descriptors) has room. */
  get roomForConnection(): boolean {
    return this.#elsewhere + this.listeners + this.pipes + 2 * (this.connections + 1) <= this.limit;
  }

  /** How many listeners there may be in all: half of what is free, the rest is for connections. */
  get mostListeners(): number {
    return Math.floor((this.limit - this.#elsewhere) / 2);
  }
}

/** Returns how many descriptors this process may open. */
export function descriptorLimit(): number {
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
  if (soft === 'unlimited') return 1_000_000;
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
