import { monotonicNow } from '../common/wall-clock.ts';
import type { PackedConnection, PackedSide } from '../handing-over/packed.ts';
import { LifeFault, type Parcel } from '../handing-over/parcel.ts';
import type { EndReason } from '../relay.ts';
import type { Side, SideOwner } from '../transport.ts';

/** A connection of another process, and how its backend is taken over; undefined where it has none. */
export interface EarlierConnection {
  readonly packed: PackedConnection;
  readonly backend: ((owner: SideOwner) => Side) | undefined;
}

/** A connection that is to be packed, as far as others see it. */
interface PackableConnection {
  readonly id: number;
  readonly startedAt: number;
  readonly phase: EndReason['phase'];
  readonly idleMs: number;
  readonly client: unknown;
}

/** The two ends of a connection, packed. */
type PackedEnds = Pick<PackedConnection, 'client' | 'backend'>;

/** Packs both sides of a connection. Throws a `LifeFault` where their sockets are not the system's own. */
export function packedEnds(client: Side, backend: Side | undefined, parcel: Parcel): PackedEnds {
  return { client: packedSide(client, parcel), backend: backend && packedSide(backend, parcel) };
}

function packedSide(side: Side, parcel: Parcel): PackedSide {
  const packed = side.pack?.(parcel);
  if (packed === undefined) throw new LifeFault('These sockets cannot be handed over.');
  return packed;
}

/** Returns a packed connection. `lost` has a time of performance.now(). */
export function packedConnection(
  { id, startedAt, phase, idleMs, client }: PackableConnection,
  parts: Pick<
    PackedConnection,
    'entry' | 'client' | 'backend' | 'attempts' | 'reason' | 'keepAliveMs' | 'isDrained'
  >,
  lost: PackedConnection['lost'],
  header: { pack(): PackedConnection['header'] } | undefined,
): PackedConnection {
  return {
    id,
    startedAt,
    phase,
    ...parts,
    lost: lost && { ...lost, at: monotonicTime(lost.at) },
    isCounted: client !== undefined,
    header: header?.pack(),
    activeAt: monotonicNow() - idleMs,
  };
}

/** Returns a time of performance.now() as one of `monotonicNow`, ms; both are steady, with zeros of their own. */
export function monotonicTime(ms: number): number {
  return ms + monotonicNow() - performance.now();
}

/** Returns a time of `monotonicNow` as one of performance.now(), ms. */
export function steadyTime(ms: number): number {
  return ms - monotonicNow() + performance.now();
}
