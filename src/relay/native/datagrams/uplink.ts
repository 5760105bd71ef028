import type { IpVersion } from '../../../portproxy/family.ts';
import type { FlowOwner } from '../../datagrams.ts';
import type { Libc } from '../libc.ts';
import { CONTROL_BYTES, NAME_BYTES } from './client-table.ts';
import { BATCH, Messages, Slots } from './messages.ts';
import { Outgoing, type SendReports, type Sender } from './outgoing.ts';

/** Takes the datagrams of one client that one call has read. */
export interface Collecting extends Sender {
  readonly owner: FlowOwner;
  /** Sends them on. */
  sendCollected(): void;
  /** Returns whether an error was about an earlier datagram, and notes it then. */
  reported(errno: number): boolean;
  /** A datagram was not sent, for the error with this number. */
  lost(errno: number): void;
}

const UP: SendReports<Collecting> = {
  sent: (flow, datagrams, bytes) => flow.owner.movedUp(datagrams, bytes),
  reported: (flow, errno) => flow.reported(errno),
  lost: (flow, errno) => flow.lost(errno),
};

/**
 * Memory for the way of datagrams from clients to targets, used by all sockets in turn: what one call has read is sent on
 * before the next call.
 */
export class Uplink {
  readonly slots: Slots;
  /** What listening sockets read into. */
  readonly reading: Readonly<Record<IpVersion, Messages>>;
  /** What sockets towards targets send. */
  readonly sending: Outgoing<Collecting>;
  /** The length of each datagram that was read, and the next one of the same client; -1: none. */
  readonly lengths = new Int32Array(BATCH);
  readonly next = new Int32Array(BATCH);
  readonly #collecting: Collecting[] = [];

  constructor(libc: Libc) {
    this.slots = new Slots(libc);
    this.reading = {
      4: new Messages(libc, NAME_BYTES[4], CONTROL_BYTES[4]),
      6: new Messages(libc, NAME_BYTES[6], CONTROL_BYTES[6]),
    };
    this.sending = new Outgoing<Collecting>(libc, UP, 0, 0);
    this.reading[4].takeInto(this.slots);
    this.reading[6].takeInto(this.slots);
  }

  /** Notes a client that has datagrams in this batch. */
  collects(client: Collecting): void {
    this.#collecting.push(client);
  }

  /** Sends on everything that was read. */
  flush(): void {
    const collecting = this.#collecting;
    for (let at = 0; at < collecting.length; at += 1) collecting[at]!.sendCollected();
    collecting.length = 0;
  }
}
