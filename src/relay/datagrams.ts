import type { IpVersion } from '../portproxy/family.ts';
import type { PackedFlow } from './handing-over/packed.ts';
import type { Parcel } from './handing-over/parcel.ts';

/**
 * Why a datagram was not sent on. `buffer full`: the system's send buffer had no room; `no target`: its session has no target yet; `not sendable`: the system
 * refused to send it (too large for the way, no way there); `gone`: the listening socket of its session was closed; the others: bounds
 * of the entry, its rules, and descriptors of the process.
 */
export type DropReason =
  | 'buffer full'
  | 'no target'
  | 'not sendable'
  | 'gone'
  | 'maxconnections'
  | 'maxperclient'
  | 'newperclient'
  | 'rate'
  | 'denied'
  | 'descriptors';

/** Decides how many bytes may pass now; those over it are dropped. */
export interface Meter {
  /** Takes the bytes of a datagram from what is allowed; false where they are more. */
  passes(bytes: number): boolean;
}

/** Takes what a flow reports. */
export interface FlowOwner {
  /** Bounds of bytes to the target and back; undefined where there are none. */
  readonly meterUp: Meter | undefined;
  readonly meterDown: Meter | undefined;
  /** Datagrams of the client were sent to the target. */
  movedUp(datagrams: number, bytes: number): void;
  /** Datagrams of the target were sent to the client. */
  movedDown(datagrams: number, bytes: number): void;
  /** A datagram was not sent on. */
  dropped(reason: DropReason): void;
  /** The system reported an error with this code about the target, such as `ECONNREFUSED`; the flow goes on. */
  failed(code: string): void;
  /** The listening socket is gone, and no other has taken its place: the client cannot be answered any more. */
  lost(): void;
}

/**
 * The datagrams between a client (its address and port, and the address that it sends to) and one target, both ways.
 * Answers leave from the very address that the client sends to.
 */
export interface Flow {
  /**
   * Sends the client's datagrams to this address from now on, from `source` where it is given, with `lead` at the beginning of
   * the first one. Throws the system's error where that is impossible; the address before stays then.
   */
  connect(address: string, port: number, source?: string, lead?: Uint8Array): void;
  /** The address of the client. */
  readonly remoteAddress: string;
  readonly remotePort: number;
  /** The address that the client sends to. */
  readonly localAddress: string;
  /** The address from which the target is reached; undefined while that is not known. */
  sourceAddress(): string | undefined;
  /** Packs it for another process; absent where its socket is no descriptor of this process's own. */
  pack?(parcel: Parcel): PackedFlow;
  /** Forgets the client and closes the socket towards the target. */
  close(): void;
}

/** Whoever has sent a datagram; the address is a text, or the 32 bits of an IPv4 one. */
export interface Sender {
  readonly address: string | number;
  readonly port: number;
}

/** Somebody without a flow who has sent a datagram to a listening socket; it is valid until the next one. */
export interface NewClient {
  remote(): Sender;
  /** The address that the datagram was sent to. */
  localAddress(): string;
  /** Makes a flow of it, to which the datagram belongs. */
  take(owner: FlowOwner): Flow;
}

/** Takes what a listening socket for datagrams reports. */
export interface DatagramEvents {
  /** A client without a flow has sent a datagram; it is dropped unless the client is taken. */
  arrived(client: NewClient): void;
}

/** A socket that takes datagrams from clients. */
export interface DatagramSocket {
  /** Closes it at once. Flows that came through it go on where another socket of their clients' is opened soon. */
  close(): void;
}

/** The flows of one port, by client, whatever sockets they came through. */
export interface Clients {
  /**
   * Takes datagrams at one address (`0.0.0.0` and `::` mean all of the version; IPv6 sockets take no IPv4). Rejects with the
   * system's error.
   */
  listen(host: string, events: DatagramEvents): Promise<DatagramSocket>;
}

/** The sockets of a data plane for UDP. */
export interface Datagrams {
  /** Returns the flows of a port that has none yet. */
  clients(version: IpVersion, port: number): Clients;
  close(): void;
}
