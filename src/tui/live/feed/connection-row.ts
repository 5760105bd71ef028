import { keyLabel } from '../../../portproxy/key.ts';
import type { ConnectionInfo } from '../../../relay/relay.ts';
import { type RowEvent, withPhase } from './events.ts';
import { type Span, type Traffic, addTraffic, growth, newTraffic } from './traffic.ts';

/** A live connection with its rates. */
export interface ConnectionRow {
  readonly key: number;
  readonly entryLabel: string;
  readonly info: ConnectionInfo;
  readonly traffic: Traffic;
  readonly events: readonly RowEvent[];
}

/** Returns the row of a new connection. `isOld`: it may have carried bytes before the monitor looked. */
export function newConnectionRow(info: ConnectionInfo, span: Span, isOld: boolean): ConnectionRow {
  const from = Math.min(span.to, Math.max(span.from, info.startedAt));
  const fresh = newTraffic(isOld ? span.to : from, false);
  const amounts = { up: info.bytesUp, down: info.bytesDown };
  return {
    key: info.id,
    entryLabel: keyLabel(info.entry),
    info,
    traffic: isOld ? fresh : addTraffic(fresh, amounts, { from, to: span.to }),
    events: [],
  };
}

/** Returns the next row of a known connection. */
export function nextConnectionRow(before: ConnectionRow, info: ConnectionInfo, span: Span): ConnectionRow {
  const amounts = {
    up: growth(before.info.bytesUp, info.bytesUp),
    down: growth(before.info.bytesDown, info.bytesDown),
  };
  const { key, entryLabel } = before;
  const traffic = addTraffic(before.traffic, amounts, span);
  return { key, entryLabel, info, traffic, events: withPhase(before.events, before.info, info, span.to) };
}

/**
 * Whether both are the same connection: a service that starts again counts its ids from 1. Its client may be known later, by a
 * PROXY protocol header; its peer never changes.
 */
export function isSameConnection({ key, info: before }: ConnectionRow, info: ConnectionInfo): boolean {
  return key === info.id && before.startedAt === info.startedAt && peerOf(before) === peerOf(info);
}

function peerOf({ peer, client }: ConnectionInfo): string {
  return peer ?? client;
}

/** Returns the address of `192.0.2.7:4711` or `[::1]:4711`, without brackets. */
export function hostOf(endpoint: string): string {
  const end = endpoint.lastIndexOf(':');
  const host = end < 0 ? endpoint : endpoint.slice(0, end);
  return host.replace(/^\[(.*)\]$/, '$1');
}
