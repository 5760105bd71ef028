import type { Entry } from '../entry.ts';
import { timeText } from '../kinds/duration.ts';
import type { Kind } from '../kinds/kind.ts';
import { NO_SERVICES } from '../port.ts';
import { check } from '../values/check.ts';
import { connectTimeout } from '../values/connect-timeout.ts';
import { halfCloseTimeout } from '../values/half-close-timeout.ts';
import { idleTimeout } from '../values/idle-timeout.ts';
import { maxAge } from '../values/max-age.ts';
import { maxConnections } from '../values/max-connections.ts';
import { maxPerClient } from '../values/max-per-client.ts';

/** The options of an entry as other programs need them, with their defaults; times are ms, and 0 is no end or limit. */
export interface RowOptions {
  readonly idleMs: number;
  readonly connectMs: number;
  readonly halfCloseMs: number;
  readonly maxAgeMs: number;
  readonly maxConnections: number;
  readonly maxPerClient: number;
  readonly balance: NonNullable<Entry['balance']>;
  /** 0: off. */
  readonly checkMs: number;
  /** An address without brackets. */
  readonly source: string | undefined;
  readonly sendProxy: NonNullable<Entry['sendProxy']>;
  readonly acceptProxy: boolean;
}

/** Defaults of times, ms (entries.md). */
export const DEFAULT_TIMES = { idleUdp: 60_000, connect: 10_000, halfClose: 86_400_000 } as const;

/** Returns what the options of an entry mean. */
export function rowOptions(entry: Entry): RowOptions {
  const idleDefault = entry.protocol === 'udp' ? DEFAULT_TIMES.idleUdp : 0;
  return {
    idleMs: valueOf(idleTimeout.kind(), entry.idleTimeout) ?? idleDefault,
    connectMs: valueOf(connectTimeout.kind(), entry.connectTimeout) ?? DEFAULT_TIMES.connect,
    halfCloseMs: valueOf(halfCloseTimeout.kind(), entry.halfCloseTimeout) ?? DEFAULT_TIMES.halfClose,
    maxAgeMs: valueOf(maxAge.kind(), entry.maxAge) ?? 0,
    maxConnections: valueOf(maxConnections.kind(), entry.maxConnections) ?? 0,
    maxPerClient: valueOf(maxPerClient.kind(), entry.maxPerClient) ?? 0,
    balance: entry.balance ?? 'first',
    checkMs: valueOf(check.kind(), entry.check) ?? 0,
    source: entry.sourceAddress?.replaceAll(/[[\]]/g, ''),
    sendProxy: entry.sendProxy ?? 'none',
    acceptProxy: entry.acceptProxy === 'yes',
  };
}

/** Other programs need a time where an entry has no end; some hold no longer one than this (31 bits of ms). */
export const LONGEST_MS = 24 * 86_400_000;

/** The most seconds that are read as a time. */
export const MAX_SECONDS = 1_000_000_000;

/** Returns a time as other programs write it; no end, and what is longer than they hold, is 24 days. */
export function boundedTime(ms: number): string {
  return timeText(ms === 0 || ms > LONGEST_MS ? LONGEST_MS : ms);
}

/** Returns a time as seconds with a point, for programs that know no other unit: `1.5s`; bounded as `boundedTime`. */
export function boundedSeconds(ms: number): string {
  return `${(ms === 0 ? LONGEST_MS : Math.min(ms, LONGEST_MS)) / 1000}s`;
}

/** Returns a time that was read, as entries write it; 24 days and more are no end, as exports write that. */
export function readTime(ms: number): string {
  return ms === 0 || ms >= LONGEST_MS ? '0' : timeText(ms);
}

/** Returns remarks on times that are longer than other programs hold; `tags` are those that the format carries. */
export function longTimes(
  { idleMs, connectMs, halfCloseMs, checkMs }: RowOptions,
  tags: readonly string[],
): string[] {
  const times = {
    idletimeout: idleMs,
    connecttimeout: connectMs,
    halfclosetimeout: halfCloseMs,
    check: checkMs,
  };
  return Object.entries(times)
    .filter(([tag, ms]) => tags.includes(tag) && ms >= LONGEST_MS)
    .map(([tag]) => `Its ${tag} is as long as the longest time here, or longer: here 24d.`);
}

/** Returns the value of a text that an entry holds; undefined where it has none. */
function valueOf<T>(kind: Kind<T>, text: string | undefined): T | undefined {
  if (text === undefined) return undefined;
  const parsed = kind.parse(text, NO_SERVICES);
  return parsed.ok ? parsed.value : undefined;
}
