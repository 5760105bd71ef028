import { isRecord } from '../../portproxy/is-record.ts';
import type { EndReason, EntryCounters, RelayEntry, RelaySide } from '../relay.ts';
import type {
  PackedAttempts,
  PackedBytes,
  PackedConnection,
  PackedEntry,
  PackedFlow,
  PackedGate,
  PackedHeader,
  PackedListener,
  PackedOrphan,
  PackedSession,
  PackedSide,
  PackedTarget,
  PackedTurn,
  PackedWaiting,
} from './packed.ts';
import type { ProxiedEnd } from '../proxy-header/addresses.ts';
import { PHASES } from '../rows.ts';
import { LifeFault } from './parcel.ts';

/**
 * Readers of what another process has packed. Each throws a `LifeFault` for what it does not understand, and leaves out what it
 * does not know.
 */
export function readListener(value: unknown): PackedListener {
  const { protocol, host, port, fd } = record(value);
  if (protocol !== 'tcp' && protocol !== 'udp') throw fault('protocol');
  return { protocol, host: text(host), port: whole(port), fd: whole(fd) };
}

/** Reads the counters of an entry. */
export function readEntry(value: unknown): PackedEntry {
  const { id, counters } = record(value);
  const { connectionsTotal, bytesUp, bytesDown, ends, errors, refused, denied } = record(counters);
  for (const count of [connectionsTotal, bytesUp, bytesDown, errors, refused, denied]) number(count);
  for (const count of Object.values(record(ends))) number(count);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- The marked boundary: numbers and ends were looked at.
  return { id: text(id), counters: counters as EntryCounters };
}

/** Reads an entry that was deleted and has connections. */
export function readOrphan(value: unknown): PackedOrphan {
  const { spec } = record(value);
  return { ...readEntry(value), spec: readSpec(spec) };
}

/** Reads an entry as the relay knows it. */
export function readSpec(spec: unknown): RelayEntry {
  const { id, label, listen, targets } = record(spec);
  text(id);
  text(label);
  readSide(listen);
  if (list(targets).length === 0) throw fault('targets');
  for (const target of list(targets)) readSide(target);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- The marked boundary: its ends were looked at.
  return spec as RelayEntry;
}

/** Reads what the bounds of an entry have counted. */
export function readGate(value: unknown): PackedGate {
  const { entry, up, down, wholeAt } = record(value);
  return {
    entry: text(entry),
    up: maybe(up, number),
    down: maybe(down, number),
    wholeAt: list(wholeAt).map((pair) => {
      const [client, at] = list(pair);
      return [text(client), number(at)] as const;
    }),
  };
}

/** Reads whose turn it is. */
export function readTurn(value: unknown): PackedTurn {
  const { entry, turn } = record(value);
  return { entry: text(entry), turn: whole(turn) };
}

/** Reads a connection. */
export function readConnection(value: unknown): PackedConnection {
  const item = record(value);
  return {
    ...readCommon(item),
    client: readEnd(item['client']),
    backend: maybe(item['backend'], readEnd),
    reason: maybe(item['reason'], readReason),
    lost: maybe(item['lost'], (lost) => {
      const { reason, at } = record(lost);
      return { reason: readReason(reason), at: number(at) };
    }),
    attempts: readAttempts(item['attempts']),
    header: maybe(item['header'], readHeader),
    keepAliveMs: maybe(item['keepAliveMs'], number),
    isDrained: item['isDrained'] === true,
  };
}

/** Reads where the rows are of what has moved: a piece. */
export function readMoved(value: unknown): number {
  return whole(record(value)['rows']);
}

/** Reads which connections have ended. */
export function readGone(value: unknown): readonly number[] {
  return list(record(value)['ids']).map(whole);
}

/** Reads a client that waits for room. */
export function readWaiting(value: unknown): PackedWaiting {
  const { entry, fd, address, port, listenPort, isCounted } = record(value);
  return {
    entry: text(entry),
    fd: whole(fd),
    address: readAddress(address),
    port: whole(port),
    listenPort: whole(listenPort),
    isCounted: isCounted === true,
  };
}

/** Reads a session of UDP. */
export function readSession(value: unknown): PackedSession {
  const item = record(value);
  return {
    ...readCommon(item),
    listenPort: whole(item['listenPort']),
    bytesUp: number(item['bytesUp']),
    bytesDown: number(item['bytesDown']),
    target: maybe(item['target'], (target) => {
      const { side, port, address, isChosen, isHeard } = record(target);
      return {
        side: readTarget(side),
        port: whole(port),
        address: maybe(address, text),
        isChosen: isChosen === true,
        isHeard: isHeard === true,
      };
    }),
    flow: readFlow(item['flow']),
  };
}

function readCommon({ id, entry, startedAt, phase, activeAt, isCounted }: Record<string, unknown>) {
  return {
    id: whole(id),
    entry: text(entry),
    startedAt: number(startedAt),
    phase: readPhase(phase),
    activeAt: number(activeAt),
    isCounted: isCounted === true,
  };
}

function readHeader(value: unknown): PackedHeader {
  const { since, told } = record(value);
  return {
    since: number(since),
    told: maybe(told, (addresses) => {
      const { source, destination } = record(addresses);
      return { source: readProxied(source), destination: readProxied(destination) };
    }),
  };
}

function readProxied(value: unknown): ProxiedEnd {
  const { address, port } = record(value);
  return { address: text(address), port: whole(port) };
}

function readFlow(value: unknown): PackedFlow {
  const { row, host, fd, held, lead, joins } = record(value);
  return {
    row: list(row).map(number),
    host: maybe(host, text),
    fd: maybe(fd, whole),
    held: maybe(held, whole),
    lead: maybe(lead, whole),
    joins: joins === true,
  };
}

function readEnd(value: unknown): PackedSide {
  const { fd, address, port, bytes, isConnecting, isBroken, writeErrno, finished, held } = record(value);
  return {
    fd: maybe(fd, whole),
    address: readAddress(address),
    port: whole(port),
    bytes: number(bytes),
    ...(isConnecting === true && { isConnecting }),
    ...(isBroken === true && { isBroken }),
    ...(finished === true && { finished }),
    writeErrno: maybe(writeErrno, whole),
    held: maybe(held, readBytes),
  };
}

function readBytes(value: unknown): PackedBytes {
  const { piece, reader, writer, length, count } = record(value);
  if (piece !== undefined) return { piece: whole(piece) };
  return { reader: whole(reader), writer: whole(writer), length: whole(length), count: whole(count) };
}

function readAttempts(value: unknown): PackedAttempts {
  const item = record(value);
  return {
    listenPort: whole(item['listenPort']),
    target: readTarget(item['target']),
    isChosen: item['isChosen'] === true,
    tried: list(item['tried']).map(readTarget),
    addresses: list(item['addresses']).map(text),
    addressIndex: whole(item['addressIndex']),
    targetAt: number(item['targetAt']),
    attemptAt: number(item['attemptAt']),
  };
}

function readTarget(value: unknown): PackedTarget {
  return typeof value === 'number' ? whole(value) : readSide(value);
}

function readSide(value: unknown): RelaySide {
  const { version, host, ports } = record(value);
  const { from, to } = record(ports);
  const { kind, host: literal, name } = record(host);
  if (version !== 4 && version !== 6) throw fault('version');
  const spans = { version, ports: { from: whole(from), to: whole(to) } } as const;
  if (kind === 'every') return { ...spans, host: { kind } };
  if (kind === 'literal') return { ...spans, host: { kind, host: text(literal) } };
  if (kind === 'name') return { ...spans, host: { kind, name: text(name) } };
  throw fault('host');
}

function readReason(value: unknown): EndReason {
  const { by, phase, how } = record(value);
  if (by !== 'client' && by !== 'backend' && by !== 'netsh' && by !== 'timeout') throw fault('reason');
  return { by, phase: readPhase(phase), how: text(how) };
}

function readPhase(value: unknown): EndReason['phase'] {
  const phase = PHASES.find((known) => known === value);
  if (phase === undefined) throw fault('phase');
  return phase;
}

function readAddress(value: unknown): number | string {
  return typeof value === 'number' ? whole(value) : text(value);
}

/** Reads a value that may be absent. */
function maybe<Value>(value: unknown, read: (value: unknown) => Value): Value | undefined {
  return value === undefined || value === null ? undefined : read(value);
}

/** Reads an object. */
export function record(value: unknown): Record<string, unknown> {
  if (!isRecord(value)) throw fault('object');
  return value;
}

function list(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw fault('list');
  return value;
}

/** Reads a text. */
export function text(value: unknown): string {
  if (typeof value !== 'string') throw fault('text');
  return value;
}

/** Reads a number. */
export function number(value: unknown): number {
  if (typeof value !== 'number') throw fault('number');
  return value;
}

/** Reads a whole number that is not negative. */
export function whole(value: unknown): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) throw fault('whole number');
  return value;
}

function fault(what: string): LifeFault {
  return new LifeFault(`It sends something else where a ${what} is expected.`);
}
