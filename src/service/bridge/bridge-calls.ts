import { listedValuesCheck } from '../../portproxy/entry-json.ts';
import { MAX_ENTRIES } from '../../portproxy/table.ts';
import { isRecord } from '../../portproxy/is-record.ts';
import { ApiFault } from '../contract/service-error.ts';
import { FEED_INTERVAL_MS } from '../contract/api.ts';
import { type Call, type Part, timeoutOf } from '../contract/call.ts';
import { type Args, CALLS, type CallName, callOf } from '../contract/calls.ts';
import { isFeedMessage } from '../contract/feed-message.ts';
import { isNumber } from '../contract/shape.ts';
import type { ListedEntry } from '../contract/status.ts';
import type { FarMessage } from './far-feeds.ts';

type BridgeCall<A, V> = Pick<Call<Part, A, V>, 'args' | 'value'>;

/** Calls that the bridge has beside those of the control API: a live feed, message by message, and the end of a dry run. */
const OWN_CALLS = {
  /** Opens a live feed; answers its number. */
  feed: row((value) => ({ intervalMs: numberOf(value, 'intervalMs', FEED_INTERVAL_MS.most) }), readNumber),
  /** Answers the next message of a feed as soon as there is one, null after the last. */
  next: row(feedNumber, readMessage),
  endFeed: row(feedNumber, readNull),
  /** Forgets a dry run. */
  close: row(() => {}, readNull),
};

/** The name of a call that only the bridge has. */
export type OwnName = keyof typeof OWN_CALLS;

/** The name of a call of the bridge. */
export type BridgeCallName = CallName | OwnName;

type Rows = Pick<typeof CALLS, CallName> & typeof OWN_CALLS;

/** The arguments of a call of the bridge. */
export type BridgeArgs<Name extends BridgeCallName> = ReturnType<Rows[Name]['args']>;

/** The value that a call of the bridge answers. */
export type BridgeValue<Name extends BridgeCallName> = Exclude<ReturnType<Rows[Name]['value']>, undefined>;

type Table = { readonly [Name in BridgeCallName]: BridgeCall<BridgeArgs<Name>, BridgeValue<Name>> };

const TABLE: Table = { ...CALLS, ...OWN_CALLS, entries: row(CALLS.entries.args, readEntries) };

/** Returns how the arguments and the value of a call are read. */
export function bridgeCallOf<Name extends BridgeCallName>(name: Name): Table[Name] {
  return TABLE[name];
}

/** Whether a text is the name of a call that only the bridge has. */
export function isOwnName(name: string): name is OwnName {
  return Object.hasOwn(OWN_CALLS, name);
}

/** The way there and back, and for calls that may start the service there, its start; ms. */
const MARGIN_MS = 10_000;
const START_MARGIN_MS = 30_000;

/** Returns the longest wait for the answer of another machine, in ms: that of its service, and the bridge's own. */
export function bridgeTimeout<Name extends CallName>(name: Name, args: Args<Name>): number {
  const call = callOf(name);
  return timeoutOf(call, args) + (call.stopped ? MARGIN_MS : START_MARGIN_MS);
}

function row<A, V>(args: (value: unknown) => A, value: (value: unknown) => V | undefined): BridgeCall<A, V> {
  return { args, value };
}

function feedNumber(value: unknown): { readonly feed: number } {
  return { feed: numberOf(value, 'feed', Number.MAX_SAFE_INTEGER) };
}

function numberOf(args: unknown, name: string, most: number): number {
  const value = isRecord(args) ? args[name] : undefined;
  if (typeof value === 'number' && value >= 0 && value <= most) return value;
  throw new ApiFault('invalid', `${name} is a number from 0 to ${most}.`);
}

function readNumber(value: unknown): number | undefined {
  return isNumber(value) ? value : undefined;
}

function readNull(value: unknown): null | undefined {
  return value === null ? null : undefined;
}

function readMessage(value: unknown): FarMessage | undefined {
  if (value === null) return null;
  if (isRecord(value) && value['kind'] === 'quiet') return { kind: 'quiet' };
  if (!isFeedMessage(value)) return undefined;
  return value.kind === 'lost' || areAcceptable(value.entries) ? value : undefined;
}

function readEntries(value: unknown): readonly ListedEntry[] | undefined {
  const entries = CALLS.entries.value(value);
  return entries && areAcceptable(entries) ? entries : undefined;
}

/** Another machine's entries go into files that other programs read: they hold nothing that no command could store. */
function areAcceptable(entries: readonly ListedEntry[]): boolean {
  return entries.length <= MAX_ENTRIES && entries.every((check ??= listedValuesCheck()));
}
let check: ReturnType<typeof listedValuesCheck> | undefined;
