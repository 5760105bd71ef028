import { hostAndPort } from '../../portproxy/host-address.ts';
import { dotted } from '../common/dotted.ts';
import { Later } from '../common/later.ts';
import { monotonicNow } from '../common/wall-clock.ts';
import type { ProxiedAddresses } from '../proxy-header/addresses.ts';
import type { ConnectionInfo, EndReason, EndedConnection } from '../relay.ts';
import type { Side } from '../transport.ts';
import { type PresentTarget, targetText } from './attempts.ts';

/** The parts of a connection that are told. */
interface ToldConnection extends Pick<
  ConnectionInfo,
  'id' | 'startedAt' | 'phase' | 'bytesUp' | 'bytesDown'
> {
  readonly entry: { readonly id: string };
  readonly idleMs: number;
}

/**
 * Returns what `show connections` tells of a connection; times are of `monotonicNow`. Its client is the one that its header
 * `told`, where it did.
 */
export function infoOf(
  connection: ToldConnection,
  { remoteAddress, remotePort }: Pick<Side, 'remoteAddress' | 'remotePort'>,
  target: string,
  told: ProxiedAddresses | undefined,
): ConnectionInfo {
  const peer = remoteAddress === undefined ? '' : hostAndPort(remoteAddress, remotePort ?? 0);
  const { id, entry, startedAt, idleMs, phase, bytesUp, bytesDown } = connection;
  return {
    id,
    entry: entry.id,
    client: told === undefined ? peer : hostAndPort(told.source.address, told.source.port),
    ...(told && { peer }),
    target: phase === 'header' ? '' : target,
    startedAt,
    lastActiveAt: monotonicNow() - idleMs,
    phase,
    bytesUp,
    bytesDown,
  };
}

/** A connection that has ended now; texts of it are made when somebody asks. */
export class EndedTcp extends Later<EndedConnection> {
  readonly #connection: ToldConnection;
  readonly #client: Pick<Side, 'remote' | 'remotePort'>;
  readonly #target: PresentTarget;
  readonly #told: ProxiedAddresses | undefined;
  readonly #end: EndReason;
  readonly #endedAt = monotonicNow();

  constructor(
    { id, entry, startedAt, idleMs, phase, bytesUp, bytesDown }: ToldConnection,
    { remote, remotePort }: Side,
    target: PresentTarget,
    told: ProxiedAddresses | undefined,
    end: EndReason,
  ) {
    super();
    // Not the entry itself, which may be changed, or deleted.
    this.#connection = { id, entry: { id: entry.id }, startedAt, idleMs, phase, bytesUp, bytesDown };
    this.#client = { remote, remotePort };
    this.#target = target;
    this.#told = told;
    this.#end = end;
  }

  protected make(): EndedConnection {
    const { remote, remotePort } = this.#client;
    const remoteAddress = typeof remote === 'number' ? dotted(remote) : remote;
    const info = infoOf(
      this.#connection,
      { remoteAddress, remotePort },
      targetText(this.#target),
      this.#told,
    );
    const { startedAt, idleMs } = this.#connection;
    const endedAt = this.#endedAt;
    return {
      ...info,
      lastActiveAt: endedAt - idleMs,
      endedAt,
      durationMs: Math.round(endedAt - startedAt),
      end: this.#end,
    };
  }
}
