import type { WatchLine } from '../../src/language/schema.ts';
import { keyLabel } from '../../src/portproxy/key.ts';
import type { ConnectionInfo } from '../../src/relay/relay.ts';
import { type WholeMessage, wholeFeed } from '../../src/service/contract/whole-feed.ts';
import type { Host } from '../host.ts';
import { bytesText } from '../layout.ts';
import { type WatchEvent, serviceLine, watchLine } from './line.ts';

/** Bytes of connections are told at most so often, ms; that one comes or goes is told at once. */
const MOVED_EVERY_MS = 1_000;

/** Tells the connections that are there, then those that come, move bytes and go, until the signal ends it. */
export async function* watchConnections(
  { backend }: Host,
  isWanted: (connection: ConnectionInfo) => boolean,
  signal: AbortSignal,
): AsyncGenerator<WatchLine> {
  const known = new Map<number, ConnectionInfo>();
  const moved = new Set<number>();
  let toldAt = 0;
  let isFirst = true;
  let isLost = false;
  for await (const message of wholeFeed(backend.feed({ signal }))) {
    const { at } = message;
    if (message.kind === 'lost') {
      yield* ended([...known.keys()], known, at);
      yield serviceLine(at, message.reason);
      isLost = true;
      isFirst = false;
      continue;
    }
    if (isLost) yield serviceLine(at, undefined);
    isLost = false;
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

function line(at: number, event: WatchEvent, connection: ConnectionInfo): WatchLine {
  const { id, client, entry, target, phase, bytesUp, bytesDown } = connection;
  const text =
    `${id}  ${client} > ${keyLabel(entry)} > ${target}  ${phase}  ` +
    `up ${bytesText(bytesUp)}  down ${bytesText(bytesDown)}`;
  return watchLine(at, event, { text, what: 'connection', value: connection });
}
