import type { IpVersion } from '../../../portproxy/family.ts';
import { EAGAIN, type Libc } from '../libc.ts';
import type { Loop, Resumable } from '../loop.ts';
import { CONTROL_BYTES, type ClientTable, NAME_BYTES, tellSource } from './client-table.ts';
import type { AnsweringSocket, LinkedFlow } from './linked-flow.ts';
import { BATCH, Messages, Slots } from './messages.ts';
import { Outgoing, type SendReports } from './outgoing.ts';

/** What went wrong before is told by the socket that has met it. */
const DOWN: SendReports<LinkedFlow> = {
  sent: (flow, datagrams, bytes) => flow.owner.movedDown(datagrams, bytes),
  reported: () => false,
  lost: (flow, errno) => flow.owner.dropped(errno === EAGAIN ? 'buffer full' : 'not sendable'),
};

/**
 * The way of datagrams from targets to clients. What several sockets have read in one turn of the loop leaves through the
 * listening socket by one call at the end of the turn.
 */
export class Downlink implements Resumable {
  readonly #libc: Libc;
  readonly #loop: Loop;
  readonly #table: ClientTable;
  readonly #slots: Slots;
  readonly #reading: Messages;
  readonly #sending: Readonly<Record<IpVersion, Outgoing<LinkedFlow>>>;
  /** The listening socket through which the datagrams read so far are to leave. */
  #socket: AnsweringSocket | undefined;
  /** How many slots hold datagrams that were read. */
  #used = 0;
  #waits = false;

  constructor(libc: Libc, loop: Loop, table: ClientTable) {
    this.#libc = libc;
    this.#loop = loop;
    this.#table = table;
    this.#slots = new Slots(libc);
    this.#reading = new Messages(libc, 0, 0);
    this.#reading.takeInto(this.#slots);
    this.#sending = {
      4: new Outgoing<LinkedFlow>(libc, DOWN, NAME_BYTES[4], CONTROL_BYTES[4]),
      6: new Outgoing<LinkedFlow>(libc, DOWN, NAME_BYTES[6], CONTROL_BYTES[6]),
    };
    for (const version of [4, 6] as const) tellSource(this.#sending[version].messages.controls, version);
  }

  /** Reads what a target has sent. */
  read(flow: LinkedFlow, fd: number): void {
    const { socket, reading } = flow;
    if (socket !== this.#socket) this.#begin(socket);
    const from = this.#used;
    const count = this.#libc.recvmmsg(
      fd,
      this.#reading.from[from]!,
      Math.min(reading.most, BATCH - from),
      0,
      null,
    );
    if (count < 0) {
      const errno = this.#libc.errno();
      if (errno !== EAGAIN) flow.targetFailed(errno);
      return;
    }
    reading.came(count, this.#loop.turn);
    for (let slot = from; slot < from + count; slot += 1) this.#add(flow, socket, slot);
    this.#used = from + count;
    if (this.#used === BATCH) this.#flush();
    else if (!this.#waits) {
      this.#waits = true;
      this.#loop.later(this);
    }
  }

  resume(): void {
    this.#waits = false;
    this.#flush();
  }

  /** Forgets a listening socket that is about to be closed. */
  forget(socket: AnsweringSocket): void {
    if (socket === this.#socket) this.#begin(undefined);
  }

  #begin(socket: AnsweringSocket | undefined): void {
    this.#flush();
    this.#socket = socket;
  }

  #add(flow: LinkedFlow, socket: AnsweringSocket | undefined, slot: number): void {
    const bytes = this.#reading.length(slot);
    if (socket === undefined) {
      flow.owner.dropped('gone');
      return;
    }
    const { meterDown } = flow.owner;
    if (meterDown !== undefined && !meterDown.passes(bytes)) {
      flow.owner.dropped('rate');
      return;
    }
    const { version } = socket;
    const sending = this.#sending[version];
    const at = sending.add(flow, this.#slots.places, slot, bytes);
    if (at === -1) return;
    const { names, controls } = sending.messages;
    if (version === 4) this.#table.write4(flow.row, at, names, controls);
    else this.#table.write6(flow.row, at, names, controls);
  }

  #flush(): void {
    this.#used = 0;
    const socket = this.#socket;
    if (socket !== undefined) this.#sending[socket.version].flush(socket.fd);
  }
}
