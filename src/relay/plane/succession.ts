import { localEnd, remoteEnd } from '../native/addresses.ts';
import { Parcel } from '../handing-over/parcel.ts';
import type { Life } from '../handing-over/life.ts';
import type { EntryRecord } from '../entries/entry-record.ts';
import { clientKey } from '../bounds/client-key.ts';
import { type Libc, SHUT_RDWR, loadLibc } from '../native/libc.ts';
import { bookKeyOf } from '../native/book-key.ts';
import { type LeftDescriptor, WAITING } from '../native/open-descriptors.ts';
import { resetWhenClosed } from '../native/options.ts';
import type { EntryCounters } from '../relay.ts';
import type { Handing } from '../transport.ts';
import {
  type LeftBegun,
  type LeftEstablished,
  packedBegun,
  packedEstablished,
  packedSide,
} from './packed-left.ts';

type LeftConnection = LeftEstablished | LeftBegun;

/** How many connections of a thread that crashed go on, and how many were reset. */
export interface Survivors {
  readonly kept: number;
  readonly lost: number;
}

/**
 * Takes over what a thread has left that crashed: listeners, established connections of which no byte was in its hands, and
 * connections that had begun, which begin anew. All others are reset.
 */
export class Succession {
  readonly #libc: Libc | undefined = loadLibc();
  readonly #connections: LeftConnection[] = [];
  readonly #life: Life;
  /** Connections that are reset. */
  #lost = 0;

  /** Listens with the sockets that are left; nothing moves before `adopt`. */
  constructor(life: Life, all: readonly LeftDescriptor[]) {
    this.#life = life;
    const listeners = [];
    for (const left of all) {
      const at = left.kind === 'listener' && this.#libc ? localEnd(this.#libc, left.fd) : undefined;
      if (left.kind === 'listener' && at) listeners.push({ ...at, protocol: left.protocol, fd: left.fd });
      else if (isConnection(left) && life.handing) this.#connections.push(left);
      else {
        if (left.kind !== 'other' && left.kind !== 'listener') this.#lost += 1;
        this.#reset(left);
      }
    }
    if (life.handing) life.handing.inherit(listeners, false);
    else {
      for (const listener of listeners) {
        // A copy may be kept elsewhere, and would hold the port.
        this.#libc?.shutdown(listener.fd, SHUT_RDWR);
        this.#reset(listener);
      }
    }
  }

  /**
   * Goes on with connections whose entries are put. Their counters, as they were known last, count those as lost that are there no
   * more.
   */
  adopt(earlier: Readonly<Record<string, EntryCounters>>): Survivors {
    const { records } = this.#life.listening;
    const entries = new Map<string, EntryRecord>();
    for (const record of records.values()) entries.set(bookKeyOf(record.id).join(' '), record);
    const resumable: (() => void)[] = [];
    let lastId = this.#life.lastId();
    for (const left of this.#connections) {
      lastId = Math.max(lastId, left.noted.id);
      const entry = entries.get(left.noted.entry.join(' '));
      const resume = entry && this.#adopted(left, entry);
      if (resume) resumable.push(resume);
      else {
        this.#lost += 1;
        this.#reset(left);
      }
    }
    this.#life.countOn(lastId);
    this.#life.handing?.begin();
    for (const resume of resumable) resume();
    // Connections that are lost have made room.
    this.#life.admission.changed([], () => true);
    for (const { id, counters, spec } of records.values()) {
      // Of an entry that is new nothing was told yet.
      const missing = counters.crashed(earlier[id]?.connections ?? 0);
      // Sessions are not in the book.
      if (spec.protocol === 'udp') this.#lost += missing;
    }
    return { kept: resumable.length, lost: this.#lost };
  }

  /** Returns what lets a connection go on; undefined where one of its ends is gone. */
  #adopted(left: LeftConnection, entry: EntryRecord): (() => void) | undefined {
    const { handing, connections } = this.#life;
    const libc = this.#libc;
    if (!handing || !libc) return undefined;
    if (left.noted.id === WAITING) return this.#waits(handing, left, entry);
    const parcel = new Parcel();
    const isBegun = left.kind === 'begun';
    const client = packedSide(libc, left.fd, isBegun ? 0 : left.bytesUp, parcel);
    const backend = isBegun ? undefined : packedSide(libc, left.backend, left.bytesDown, parcel);
    if (!client || (!backend && !isBegun)) return undefined;
    const packed = isBegun
      ? packedBegun(left, client)
      : { ...packedEstablished(libc, left, entry), client, backend };
    const connection = connections.adopt(
      entry,
      { take: (owner, by) => handing.side(owner, by, client, parcel) },
      { packed, backend: backend && ((owner) => handing.side(owner, 'backend', backend, parcel)) },
    );
    if (entry.gate && packed.phase !== 'header') {
      connection.client = clientKey(connection.clientAddress);
      if (connection.client !== undefined) entry.gate.clients.add(connection.client);
    }
    return () => {
      if (isBegun) connection.start();
      else connection.resume();
    };
  }

  #waits(handing: Handing, { fd, noted }: LeftConnection, entry: EntryRecord): (() => void) | undefined {
    const end = this.#libc && remoteEnd(this.#libc, fd);
    if (!end) return undefined;
    const client = entry.gate && !entry.spec.acceptProxy ? clientKey(end.host) : undefined;
    const accepted = handing.accepted(fd, end.host, end.port);
    return () => this.#life.admission.adopt(entry, { accepted, port: noted.listenPort, client });
  }

  #reset(left: { readonly fd: number; readonly backend?: number }): void {
    for (const fd of [left.fd, left.backend]) {
      if (!this.#libc || fd === undefined) continue;
      resetWhenClosed(this.#libc, fd);
      this.#libc.close(fd);
    }
  }
}

function isConnection(left: LeftDescriptor): left is LeftConnection {
  return left.kind === 'begun' || (left.kind === 'connection' && left.isWhole);
}

/** Tells what became of the connections of a thread that crashed, in a sentence. */
export function survivorsText({ kept, lost }: Survivors): string {
  return `Kept through the crash of the worker: ${counted(kept)}; ended by it: ${counted(lost)}.`;
}

function counted(connections: number): string {
  return connections === 1 ? '1 connection' : `${connections} connections`;
}
