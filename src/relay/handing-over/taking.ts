import { clientKey } from '../bounds/client-key.ts';
import { EntryRecord } from '../entries/entry-record.ts';
import type { EndedConnection } from '../relay.ts';
import { steadyTime } from '../tcp/packing.ts';
import type { Life } from './life.ts';
import { readMovedRows } from './moved-rows.ts';
import { LifeFault, type Parcel } from './parcel.ts';
import {
  readConnection,
  readEntry,
  readGate,
  readGone,
  readMoved,
  readOrphan,
  readSession,
  readTurn,
  readWaiting,
  record,
} from './read-packed.ts';

/** Makes connections and sessions of what another process tells; nothing of them moves before `resume`. */
export class Taking {
  readonly #life: Life;
  readonly #orphans = new Map<string, EntryRecord>();
  readonly #resumable: { resume(): void }[] = [];

  constructor(life: Life) {
    this.#life = life;
  }

  /** Takes an item of a kind; one of an unknown kind is left. */
  take(kind: string, data: unknown, parcel: Parcel): void {
    switch (kind) {
      case 'orphan': {
        const { id, spec, counters } = readOrphan(data);
        this.#orphans.set(id, new EntryRecord(spec, counters));
        break;
      }
      case 'connection':
        this.#takeConnection(data, parcel);
        break;
      case 'moved':
        this.#takeMoved(data, parcel);
        break;
      case 'gone':
        for (const id of readGone(data)) this.#life.connections.discard(id);
        break;
      case 'waiting':
        this.#takeWaiting(data, parcel);
        break;
      case 'session':
        this.#takeSession(data, parcel);
        break;
      case 'counted': {
        const { id, counters } = readEntry(data);
        this.#life.listening.records.get(id)?.counters.goOn(counters);
        break;
      }
      case 'gate':
        this.#takeGate(data);
        break;
      case 'turn': {
        const { entry, turn } = readTurn(data);
        this.#life.listening.records.get(entry)?.targets?.goOn(turn);
        break;
      }
      case 'recent':
        // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- The marked boundary: it is only shown.
        this.#life.recent.push(record(data) as unknown as EndedConnection);
        break;
    }
  }

  /** Lets everything move. */
  resume(): void {
    for (const one of this.#resumable) one.resume();
    for (const connection of this.#life.connections.live.values()) connection.resume();
  }

  get #handing() {
    const { handing } = this.#life;
    if (!handing) throw new LifeFault('These sockets cannot be taken over.');
    return handing;
  }

  #entry(id: string): EntryRecord {
    const entry = this.#orphans.get(id) ?? this.#life.listening.records.get(id);
    if (!entry) throw new LifeFault(`It has connections of ${id}, which is not in the table.`);
    return entry;
  }

  #takeConnection(data: unknown, parcel: Parcel): void {
    const packed = readConnection(data);
    const { client, backend } = packed;
    const entry = this.#entry(packed.entry);
    // It may have been copied before; it is another one by now.
    this.#life.connections.discard(packed.id);
    const handing = this.#handing;
    const connection = this.#life.connections.adopt(
      entry,
      { take: (owner, by) => handing.side(owner, by, client, parcel) },
      { packed, backend: backend && ((owner) => handing.side(owner, 'backend', backend, parcel)) },
    );
    if (packed.isCounted && entry.gate) {
      connection.client = clientKey(connection.clientAddress);
      if (connection.client !== undefined) entry.gate.clients.add(connection.client);
    }
  }

  #takeMoved(data: unknown, parcel: Parcel): void {
    const { live } = this.#life.connections;
    for (const { id, bytesUp, bytesDown, activeAt } of readMovedRows(parcel.bytes(readMoved(data))))
      live.get(id)?.countOn(bytesUp, bytesDown, activeAt);
  }

  #takeWaiting(data: unknown, parcel: Parcel): void {
    const { entry, fd, address, port, listenPort, isCounted } = readWaiting(data);
    const accepted = this.#handing.accepted(parcel.descriptor(fd), address, port);
    const client = isCounted ? clientKey(address) : undefined;
    this.#life.admission.adopt(this.#entry(entry), { accepted, port: listenPort, client });
  }

  #takeSession(data: unknown, parcel: Parcel): void {
    const packed = readSession(data);
    const { listenPort, flow } = packed;
    const entry = this.#entry(packed.entry);
    const { version } = entry.spec.listen;
    const handing = this.#handing;
    const session = this.#life.sessions.adopt(entry, packed, (owner) =>
      handing.flow(owner, version, listenPort, flow, parcel),
    );
    if (packed.phase === 'connect') this.#resumable.push({ resume: () => session.start() });
  }

  #takeGate(data: unknown): void {
    const { entry, up, down, wholeAt } = readGate(data);
    const bounded = this.#life.listening.records.get(entry);
    if (bounded === undefined) return;
    const { gate, spec } = bounded;
    const rates = spec.protocol === 'udp' ? this.#life.sessions.ratesOf(bounded) : gate;
    if (up !== undefined) rates?.up?.goOn(up);
    if (down !== undefined) rates?.down?.goOn(down);
    gate?.clients.goOn(wholeAt.map(([client, at]) => [keyOf(client), steadyTime(at)] as const));
  }
}

function keyOf(client: string): number | bigint {
  return client.endsWith('n') ? BigInt(client.slice(0, -1)) : Number(client);
}
