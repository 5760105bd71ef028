import { hostAndPort } from '../../portproxy/host-address.ts';
import { monotonicNow } from '../common/wall-clock.ts';
import type { ConnectionInfo, EndReason, EndedConnection } from '../relay.ts';
import type { Side } from '../transport.ts';

/** The parts of a connection that are told. */
interface ToldConnection extends Pick<
  ConnectionInfo,
  'id' | 'startedAt' | 'phase' | 'bytesUp' | 'bytesDown'
> {
  readonly entry: { readonly id: string };
  readonly idleMs: number;
}

/** Returns what `show connections` tells of a connection; times are of `monotonicNow`. */
export function infoOf(connection: ToldConnection, client: Side, target: string): ConnectionInfo {
  const { remoteAddress, remotePort } = client;
  const { id, entry, startedAt, idleMs, phase, bytesUp, bytesDown } = connection;
  return {
    id,
    entry: entry.id,
    client: remoteAddress === undefined ? '' : hostAndPort(remoteAddress, remotePort ?? 0),
    target,
    startedAt,
    lastActiveAt: monotonicNow() - idleMs,
    phase,
    bytesUp,
    bytesDown,
  };
}

/** Returns what is told of a connection that has ended now. */
export function endedInfo(info: ConnectionInfo, end: EndReason): EndedConnection {
  const endedAt = monotonicNow();
  return Object.assign(info, { endedAt, durationMs: Math.round(endedAt - info.startedAt), end });
}
