import { monotonicNow } from '../common/wall-clock.ts';
import type { EntryRecord } from '../entries/entry-record.ts';
import { targetPort } from '../entries/target-addresses.ts';
import type { PackedConnection, PackedSide } from '../handing-over/packed.ts';
import type { Parcel } from '../handing-over/parcel.ts';
import { hostOfWords, remoteEnd } from '../native/addresses.ts';
import type { Libc } from '../native/libc.ts';
import { type BookKey, bookKeyOf } from '../native/book-key.ts';
import { type LeftDescriptor, type NotedSource } from '../native/open-descriptors.ts';
import type { ProxiedEnd } from '../proxy-header/addresses.ts';
import { targetText } from '../targets/target.ts';

/** A connection that a thread has left which crashed: one that was established, or one that had begun. */
export type LeftEstablished = Extract<LeftDescriptor, { kind: 'connection' }>;
export type LeftBegun = Extract<LeftDescriptor, { kind: 'begun' }>;

/** Returns one end of a connection as another process would have packed it; undefined where the other end is gone by now. */
export function packedSide(libc: Libc, fd: number, bytes: number, parcel: Parcel): PackedSide | undefined {
  const end = remoteEnd(libc, fd);
  return end && { fd: parcel.add(fd), address: end.host, port: end.port, bytes };
}

/** Returns a connection that had begun: it begins anew, with its number. */
export function packedBegun({ noted, isHeaderAwaited }: LeftBegun, client: PackedSide): PackedConnection {
  const { id, startedAt, listenPort } = noted;
  return {
    id,
    entry: '',
    startedAt,
    phase: isHeaderAwaited ? 'header' : 'connect',
    client,
    isCounted: false,
    attempts: attemptsAt(listenPort),
    header: isHeaderAwaited ? { since: startedAt } : undefined,
    activeAt: monotonicNow(),
  };
}

/** Returns an established connection, without its ends. */
export function packedEstablished(
  libc: Libc,
  { noted, backend }: LeftEstablished,
  entry: EntryRecord,
): Omit<PackedConnection, 'client' | 'backend'> {
  const { id, startedAt, listenPort, target, source } = noted;
  const end = remoteEnd(libc, backend);
  const { spec } = entry;
  const place = target ? spec.targets.findIndex((side) => isKey(bookKeyOf(targetText(side)), target)) : 0;
  const side = spec.targets[place];
  // The entry may have other targets by now.
  const isSame = side !== undefined && targetPort(spec.listen, side, listenPort) === end?.port;
  const told = source && proxiedEnd(libc, source);
  return {
    id,
    entry: '',
    startedAt,
    phase: 'data',
    isCounted: false,
    attempts: {
      ...attemptsAt(listenPort),
      target: isSame || end === undefined ? Math.max(0, place) : literalSide(end),
      isChosen: isSame && target !== undefined,
      addresses: end ? [end.host] : [],
    },
    // Only its source is needed from now on.
    header: told && { since: startedAt, told: { source: told, destination: told } },
    activeAt: monotonicNow(),
  };
}

function attemptsAt(listenPort: number): PackedConnection['attempts'] {
  const now = monotonicNow();
  return {
    listenPort,
    target: 0,
    isChosen: false,
    tried: [],
    addresses: [],
    addressIndex: 0,
    targetAt: now,
    attemptAt: now,
  };
}

function isKey(one: BookKey, other: BookKey): boolean {
  return one[0] === other[0] && one[1] === other[1];
}

function literalSide({ host, port }: { readonly host: string; readonly port: number }) {
  const version = host.includes(':') ? (6 as const) : (4 as const);
  return { version, host: { kind: 'literal', host } as const, ports: { from: port, to: port } };
}

function proxiedEnd(libc: Libc, { version, port, address }: NotedSource): ProxiedEnd {
  return { address: hostOfWords(libc, version, address), port };
}
