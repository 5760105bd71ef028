import { rmSync } from 'node:fs';
import { type Libc, loadLibc } from '../native/libc.ts';
import { acceptPackets, listenForPackets } from '../native/packet-socket.ts';
import type { EntryCounters } from '../relay.ts';
import type { Life } from './life.ts';
import { LIFE_VERSION, type PackedListener } from './packed.ts';
import { LifeFault } from './parcel.ts';
import { number, readEntry, readListener, text, whole } from './read-packed.ts';
import { memoryTidier } from './tidy-memory.ts';
import { rehearseMoving } from './rehearsal.ts';
import { Taking } from './taking.ts';
import { type LifeMessage, Wire } from './wire.ts';
import type { LifeFacts } from './steps.ts';

/** The earlier process must connect, and tell the next piece, within so long, ms. */
const PATIENCE_MS = 10_000;

/** Takes over the life of a process that runs: expects it at a path, hears what listens, then takes everything. */
export class TakeOver {
  readonly #libc: Libc;
  readonly #listening: number;
  readonly #path: string;
  #wire: Wire | undefined;
  #listeners: PackedListener[] = [];
  readonly #counters = new Map<string, EntryCounters>();
  #isTaken = false;

  /** Expects the earlier process at a path where nothing is. Throws the system's error, or a `LifeFault`. */
  constructor(path: string) {
    const libc = loadLibc();
    if (!libc) throw new LifeFault('This system cannot take sockets over.');
    this.#libc = libc;
    this.#path = path;
    rmSync(path, { force: true });
    this.#listening = listenForPackets(libc, path);
  }

  /** Whether it has taken everything. */
  get isTaken(): boolean {
    return this.#isTaken;
  }

  /** The counters of entries in the earlier process, by id. */
  get counters(): Readonly<Record<string, EntryCounters>> {
    return Object.fromEntries(this.#counters);
  }

  /** Waits for the earlier process and hears what listens there. Throws a `LifeFault`, or the system's error. */
  hear(): LifeFacts {
    const socket = this.#accept();
    const wire = new Wire(socket);
    this.#wire = wire;
    if (socket.peer.user !== process.geteuid?.())
      throw new LifeFault('The other process belongs to another user.');
    socket.limit(PATIENCE_MS);
    const { kind, facts } = next(wire);
    if (kind !== 'hello') throw new LifeFault('The other process does not say what it is.');
    if (whole(facts['version']) > LIFE_VERSION)
      throw new LifeFault('Its state is of a later version of netsh.');
    for (let message = next(wire); message.kind !== 'prepare'; message = next(wire)) this.#prepare(message);
    return {
      program: text(facts['program']),
      idleExitMs: number(facts['idleExitMs']),
      watchdogMs: number(facts['watchdogMs'] ?? 0),
      startedAt: number(facts['startedAt']),
    };
  }

  /** Makes a data plane listen, from now on, with the sockets that were heard of. */
  inherit({ handing }: Life): void {
    if (!handing) throw new LifeFault('These sockets cannot be taken over.');
    handing.inherit(this.#listeners, true);
  }

  /**
   * Takes everything into a data plane whose entries are put, and lets it move. Throws a `LifeFault`, or the system's error, where
   * that fails; the earlier process goes on then.
   */
  take(life: Life): void {
    const wire = this.#connected;
    try {
      rehearseMoving(life);
      wire.say('prepared', { takesCopies: true });
      const taking = new Taking(life);
      const tidyMemory = memoryTidier();
      let message = next(wire);
      for (; message.kind !== 'end'; message = next(wire)) {
        if (message.kind === 'revoked') throw revoked();
        for (const { data, parcel } of message.items) taking.take(message.kind, data, parcel);
        if (message.kind !== 'round') continue;
        // The earlier process still goes on; what takes time is done now.
        tidyMemory();
        life.handing?.gather();
        wire.say('round');
      }
      life.countOn(whole(message.facts['lastId']));
      this.#sayMine(wire);
      this.#isTaken = true;
      life.handing?.begin();
      taking.resume();
    } catch (error) {
      // The earlier process goes on with these very sockets, so that nothing may be said to their other ends.
      life.leave();
      wire.socket.close();
      throw error;
    }
  }

  /** Tells the earlier process that clients find this one. */
  open(): void {
    try {
      this.#wire?.say('open');
    } catch {
      // It is gone already.
    }
    this.#wire?.socket.close();
  }

  get #connected(): Wire {
    if (!this.#wire) throw new LifeFault('The other process did not connect.');
    return this.#wire;
  }

  #accept() {
    try {
      return acceptPackets(this.#libc, this.#listening, PATIENCE_MS);
    } finally {
      this.#libc.close(this.#listening);
      rmSync(this.#path, { force: true });
    }
  }

  #prepare({ kind, items }: LifeMessage): void {
    for (const { data, parcel } of items) {
      if (kind === 'listener') {
        const listener = readListener(data);
        this.#listeners.push({ ...listener, fd: parcel.descriptor(listener.fd) });
      } else if (kind === 'entry') {
        const { id, counters } = readEntry(data);
        this.#counters.set(id, counters);
      }
    }
  }

  /** Where the earlier process has died meanwhile, nobody else has the sockets any more. */
  #sayMine(wire: Wire): void {
    try {
      wire.say('mine');
    } catch {
      for (let message = wire.receive(); message; message = wire.receive())
        if (message.kind === 'revoked') throw revoked();
    }
  }
}

function next(wire: Wire): LifeMessage {
  const message = wire.receive();
  if (message === undefined) throw new LifeFault('The other process is gone.');
  return message;
}

function revoked(): LifeFault {
  return new LifeFault('The other process has taken everything back.');
}
