import type { WatchLine } from '../../src/language/schema.ts';
import { keyLabel } from '../../src/portproxy/key.ts';
import type { ConnectionInfo, EndedConnection } from '../../src/relay/relay.ts';
import { type WholeMessage, wholeFeed } from '../../src/service/contract/whole-feed.ts';
import type { Host } from '../host.ts';
import { durationText, endingText } from '../ending.ts';
import { bytesText } from '../layout.ts';
import { toldConnection } from '../across.ts';
import { type WatchEvent, missedLine, serviceLine, watchLine } from './line.ts';
import { MachineNews } from './machine-news.ts';

/** Bytes of connections are told at most so often, ms; that one comes or goes is told at once. */
const MOVED_EVERY_MS = 1_000;
/** Names of connections that have ended that are kept at most. */
const MAX_NAMES = 4_000;

/**
 * Tells the connections that are there, then those that come, move bytes and go, until the signal ends it. One that comes
 * and goes between two messages is told as both; where more end than messages hold, their number is.
 */
export async function* watchConnections(
  { backend }: Host,
  isWanted: (connection: ConnectionInfo) => boolean,
  signal: AbortSignal,
): AsyncGenerator<WatchLine> {
  const known = new Map<number, ConnectionInfo>();
  const moved = new Set<number>();
  /** The names of those that were told to have ended; undefined before the first message. */
  let told: Set<string> | undefined;
  const news = new MachineNews();
  let toldAt = 0;
  let isFirst = true;
  let isLost = false;
  for await (const message of wholeFeed(backend.feed({ signal }))) {
    const { at } = message;
    if (message.kind === 'lost') {
      yield* ended([...known.keys()], known, at);
      yield serviceLine(at, message.reason);
      told ??= new Set();
      isLost = true;
      isFirst = false;
      continue;
    }
    if (isLost) yield serviceLine(at, undefined);
    isLost = false;
    yield* news.take(at, message.status);
    for (const connection of message.connections) {
      if (!isWanted(connection)) continue;
      const before = known.get(connection.id);
      known.set(connection.id, connection);
      if (!before) yield line(at, isFirst ? 'present' : 'added', connection);
      else if (before.phase !== connection.phase || before.target !== connection.target) {
        moved.delete(connection.id);
        yield line(at, 'changed', connection);
      } else moved.add(connection.id);
    }
    const recent = message.recent ?? [];
    for (const one of recent) {
      if (told === undefined || told.has(nameOf(one)) || !isWanted(one)) continue;
      if (!known.delete(one.id)) yield line(one.startedAt, 'added', asItBegan(one));
      yield endLine(one);
    }
    if (told !== undefined && message.missed !== undefined) yield missedLine(at, message.missed);
    told = withNames(message.kind === 'snapshot' ? undefined : told, recent);
    yield* ended(endedBy(message, known), known, at);
    isFirst = false;
    if (at - toldAt < MOVED_EVERY_MS) continue;
    toldAt = at;
    for (const id of moved) {
      const connection = known.get(id);
      if (connection) yield line(at, 'changed', connection);
    }
    moved.clear();
  }
}

/** Returns the ids of connections that have ended, which a snapshot does not name. */
function endedBy(
  message: Exclude<WholeMessage, { kind: 'lost' }>,
  known: ReadonlyMap<number, ConnectionInfo>,
): readonly number[] {
  if (message.kind === 'difference') return message.ended;
  const now = new Set(message.connections.map(({ id }) => id));
  return [...known.keys()].filter((id) => !now.has(id));
}

function* ended(
  ids: readonly number[],
  known: Map<number, ConnectionInfo>,
  at: number,
): Generator<WatchLine> {
  for (const id of ids) {
    const connection = known.get(id);
    if (!connection) continue;
    known.delete(id);
    yield line(at, 'removed', connection);
  }
}

/** Adds the names of connections that have ended; far more than a snapshot tells are not kept. */
function withNames(told: Set<string> | undefined, recent: readonly EndedConnection[]): Set<string> {
  const names = told && told.size < MAX_NAMES ? told : new Set([...(told ?? [])].slice(-MAX_NAMES / 2));
  for (const one of recent) names.add(nameOf(one));
  return names;
}

/** Returns the name of a connection, by which a snapshot tells of one that was told before. */
function nameOf({ id, startedAt, endedAt }: EndedConnection): string {
  return `${id} ${startedAt} ${endedAt}`;
}

/** Returns a connection that was not seen as it came. */
function asItBegan({ end: _end, durationMs: _durationMs, endedAt: _endedAt, ...info }: EndedConnection) {
  return { ...info, lastActiveAt: info.startedAt, bytesUp: 0, bytesDown: 0 };
}

function endLine(ended: EndedConnection): WatchLine {
  const { client, entry, target, durationMs, bytesUp, bytesDown, endedAt } = ended;
  const text =
    `${nameOnMachine(ended)}  ${way(client, entry, target)}  ${endingText(ended)} after ${durationText(durationMs)}  ` +
    `up ${bytesText(bytesUp)}  down ${bytesText(bytesDown)}`;
  return watchLine(endedAt, 'removed', { text, what: 'connection', value: toldConnection(ended) });
}

/** From the client by the entry to the target, where that is looked for already. */
function way(client: string, entry: string, target: string): string {
  return [client, keyLabel(entry), ...(target === '' ? [] : [target])].join(' > ');
}

function line(at: number, event: WatchEvent, connection: ConnectionInfo): WatchLine {
  const { client, entry, target, phase, bytesUp, bytesDown } = connection;
  const text =
    `${nameOnMachine(connection)}  ${way(client, entry, target)}  ${phase}  ` +
    `up ${bytesText(bytesUp)}  down ${bytesText(bytesDown)}`;
  return watchLine(at, event, { text, what: 'connection', value: toldConnection(connection) });
}

/** Returns the id of a connection, behind its machine where it is one of many. */
function nameOnMachine(connection: ConnectionInfo): string {
  const { id, machine } = toldConnection(connection);
  return machine === undefined ? String(id) : `${machine}  ${id}`;
}
