import { type Series, addAmount, historyAt, newSeries, rateAt } from './series.ts';

/** Bytes over time, from the clients to the targets (up) and back (down). */
export interface Traffic {
  readonly up: Series;
  readonly down: Series;
  /** Both ways together, for the sparkline; absent where none is shown. */
  readonly history?: Series | undefined;
}

/** Bytes since the message before. */
export interface Amounts {
  readonly up: number;
  readonly down: number;
}

/** A span of time, ms since the epoch. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Rates are means over this time, in ms. */
const RATE_SPAN = 2000;
const RATE_SHAPE = { width: 500, size: 6 };
const HISTORY_SHAPE = { width: 1000, size: 122 };

/** Returns traffic of which nothing is known before `since`, ms since the epoch. */
export function newTraffic(since: number, withHistory: boolean): Traffic {
  const none = newSeries(RATE_SHAPE, since);
  return { up: none, down: none, history: withHistory ? newSeries(HISTORY_SHAPE, since) : undefined };
}

/** Returns the traffic with more bytes, spread over a span. */
export function addTraffic(traffic: Traffic, { up, down }: Amounts, { from, to }: Span): Traffic {
  if (up === 0 && down === 0) return traffic;
  return {
    up: addAmount(traffic.up, up, from, to),
    down: addAmount(traffic.down, down, from, to),
    history: traffic.history && addAmount(traffic.history, up + down, from, to),
  };
}

/** Returns bytes per second from the clients to the targets; `now` in ms since the epoch. */
export function upRate(traffic: Traffic, now: number): number {
  return rateAt(traffic.up, now, RATE_SPAN);
}

/** Returns bytes per second from the targets to the clients; `now` in ms since the epoch. */
export function downRate(traffic: Traffic, now: number): number {
  return rateAt(traffic.down, now, RATE_SPAN);
}

/** Returns bytes per second both ways in each of the last seconds, oldest first; `now` in ms since the epoch. */
export function trafficHistory(traffic: Traffic, now: number, seconds: number): number[] {
  return traffic.history ? historyAt(traffic.history, now, seconds) : [];
}

/** Returns by how much a counter has grown; one that is lower than before began again at 0. */
export function growth(before: number, after: number): number {
  return after >= before ? after - before : after;
}
