import type { Change } from '../../portproxy/table.ts';
import type { ConnectionFilter, ConnectionInfo } from '../../relay/relay.ts';
import type { ListedEntry, RelayStatus } from '../contract/status.ts';
import type { ChangeResult, Transaction, TransactionResult } from '../../portproxy/changes/results.ts';
import type { MetricsResult, MetricsWish } from '../contract/metrics-setting.ts';
import { isRecord } from '../../portproxy/entry-json.ts';
import type { FarFacts } from './far-facts.ts';
import type { FarMessage } from './far-feeds.ts';

/**
 * The bridge between a netsh here and the home directory of another machine: one JSON message a line, over the
 * standard input and output of `netsh relay connect`, which ssh runs there. A change that an older end would
 * misunderstand raises the version.
 */
export const BRIDGE_VERSION = 1;

/** Longest line, in characters. */
export const MAX_LINE = 128 * 1024 * 1024;

/** What the far end says first: who it is, and what the reader of lines needs to know of its machine. */
export interface Hello {
  readonly netsh: 'bridge';
  readonly bridge: number;
  /** Version of the control API, whose shapes the calls have. */
  readonly api: number;
  readonly version: string;
  readonly facts: FarFacts;
}

/** What may be asked of the far end: its arguments, and what it answers. */
export interface Calls {
  readonly entries: { args: { readonly counters: boolean }; value: readonly ListedEntry[] };
  readonly changes: {
    args: { readonly changes: readonly Change[]; readonly stopAtFirst: boolean };
    value: readonly ChangeResult[];
  };
  readonly transaction: { args: Transaction; value: TransactionResult };
  readonly status: { args: null; value: RelayStatus };
  readonly connections: { args: null; value: readonly ConnectionInfo[] };
  readonly kill: { args: ConnectionFilter; value: number };
  readonly setMetrics: { args: MetricsWish; value: MetricsResult };
  readonly start: { args: null; value: RelayStatus };
  readonly stop: { args: { readonly drainMs: number }; value: boolean };
  /** Opens a live feed; gives its number. */
  readonly feed: { args: { readonly intervalMs: number }; value: number };
  /** The next message of a feed, as soon as there is one; null after the last. */
  readonly next: { args: { readonly feed: number }; value: FarMessage };
  readonly endFeed: { args: { readonly feed: number }; value: null };
  /** Forgets a dry run. */
  readonly close: { args: null; value: null };
}

/** The name of a call. */
export type CallName = keyof Calls;

/** A call: `on` is 0 for the table itself, any other number for a dry run of that number, opened by its first call. */
export interface Request {
  readonly id: number;
  readonly on: number;
  readonly call: string;
  readonly args: unknown;
}

/** What the far end says after its hello: an answer, a fault instead of one, or a sentence for standard error. */
export type Reply =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly fault: { readonly code: string; readonly message: string } }
  | { readonly notice: string };

/** Reads the far end's first message; undefined for anything else. */
export function parseHello(line: string): Hello | undefined {
  const value = parseJson(line);
  if (!isRecord(value) || value['netsh'] !== 'bridge') return undefined;
  const { bridge, api, version, facts } = value;
  if (typeof bridge !== 'number' || typeof api !== 'number' || typeof version !== 'string') return undefined;
  // A bridge of the same version tells its facts in the shape of the contract; of another one nothing is used.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return { netsh: 'bridge', bridge, api, version, facts: facts as FarFacts };
}

/** Reads a call; undefined for anything else. */
export function parseRequest(line: string): Request | undefined {
  const value = parseJson(line);
  if (!isRecord(value)) return undefined;
  const { id, on, call, args } = value;
  return typeof id === 'number' && typeof on === 'number' && typeof call === 'string'
    ? { id, on, call, args }
    : undefined;
}

/** Reads what the far end says; undefined for anything else. */
export function parseReply(line: string): Reply | undefined {
  const value = parseJson(line);
  if (!isRecord(value)) return undefined;
  const { id, fault, notice } = value;
  if (typeof notice === 'string') return { notice };
  if (typeof id !== 'number') return undefined;
  if (!isRecord(fault)) return { id, value: value['value'] };
  return { id, fault: { code: String(fault['code']), message: String(fault['message']) } };
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
