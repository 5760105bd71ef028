import type { IpVersion } from '../../../portproxy/family.ts';
import type { FlowOwner } from '../../datagrams.ts';
import type { Seen } from './client-table.ts';
import type { Reading } from './reading.ts';

/** A listening socket, as answers leave through it. */
export interface AnsweringSocket {
  readonly fd: number;
  readonly host: string;
  readonly version: IpVersion;
}

/** A flow, as the sockets and the clients of its port see it. */
export interface LinkedFlow {
  readonly owner: FlowOwner;
  /** Its row in the table of clients. */
  readonly row: number;
  readonly hash: number;
  readonly reading: Reading;
  readonly localAddress: string;
  /** The next flow with the same hash. */
  following: LinkedFlow | undefined;
  /** The listening socket through which its client's datagrams come; undefined while there is none. */
  socket: AnsweringSocket | undefined;
  /** Whether the system may take several of its datagrams as one; false once it has refused to. */
  joins: boolean;
  /** Takes in a datagram of the batch that was read last. */
  collect(slot: number, bytes: number): void;
  /** The system has reported an error about the target. */
  targetFailed(errno: number): void;
}

/** The flows of a port by client. */
export interface FlowTable {
  readonly version: IpVersion;
  /** Returns the flow of a client that has sent a datagram; undefined where it has none. */
  find(seen: Seen): LinkedFlow | undefined;
  /** Returns the hash of a client. */
  hash(seen: Seen): number;
  add(flow: LinkedFlow): void;
  remove(flow: LinkedFlow): void;
  /** A socket is being closed. */
  closing(socket: AnsweringSocket): void;
}
