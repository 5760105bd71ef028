import type { IpVersion } from '../portproxy/family.ts';
import type { Descriptors } from './descriptors.ts';

/** What one end of a connection tells its connection. */
export interface SideOwner {
  /** It has ended: its sides move nothing more. */
  readonly over: boolean;
  /** The side has reached its target. */
  connected(side: Side): void;
  /** Bytes were read at this side, and are written to the other one. */
  moved(side: Side, bytes: number): void;
  /** This end has sent its FIN, and everything it sent before is with the other side's system. */
  ended(side: Side): void;
  /** This end failed, with the system's code (`ECONNRESET`); closing it is left to the owner. */
  failed(side: Side, code: string): void;
  /** Its socket is closed; the last that is heard of a side. */
  closed(side: Side): void;
}

/**
 * One end of a connection and the direction that begins there: what is read here is written to the peer. While the peer
 * takes nothing more, nothing is read, so a direction holds back a bounded amount.
 */
export interface Side {
  readonly by: 'client' | 'backend';
  readonly peer: Side | undefined;
  /** Bytes read here. */
  readonly bytes: number;
  /** Bytes that wait in this process to be sent to this end; 0 where that cannot be known. */
  readonly queued: number;
  /** It has sent its FIN. */
  finished: boolean;
  /** Whose bytes go here, and where those read here go. */
  join(peer: Side): void;
  /** Begins to read. */
  read(): void;
  /** Begins to connect; throws the system's error where that cannot even be begun. */
  connect(address: string, port: number): void;
  /** Sends a FIN to this end. */
  finish(): void;
  /** Closes the socket in order. */
  close(): void;
  /** Closes the socket so that this end sees a reset, where that is possible. */
  reset(): void;
  /** Nothing moved for a while: gives back what was kept for the next large read. */
  rest(): void;
  /** Asks for probes of an end that says nothing for so long. */
  keepAlive(afterMs: number): void;
  /** The address at the other end; undefined when it is not known (any more). */
  readonly remoteAddress: string | undefined;
  readonly remotePort: number | undefined;
  /** Whether the socket is connected to itself, at this port. */
  metItself(port: number): boolean;
}

/** A connection that was accepted and belongs to nobody yet. */
export interface Accepted {
  /** The address on which it arrived, as the system spells it; undefined when it is gone already. */
  localAddress(): string | undefined;
  /** Makes it the client side of this connection; it does not read until read(). */
  take(owner: SideOwner): Side;
  /** Resets it; it takes no descriptor afterwards. */
  reset(): void;
}

/** What a listener reports. */
export interface ListenerEvents {
  accepted(accepted: Accepted, listener: Listener): void;
  /** A connection could not be accepted, such as for want of descriptors (EMFILE). */
  acceptFailed(code: string): void;
}

/** One listening socket, held by this program alone. */
export interface Listener {
  readonly host: string;
  /** Stops listening at once; accepted connections go on. */
  close(): void;
}

/** Connections that the system keeps for us until they are accepted; it may lower this (Linux: net.core.somaxconn). */
export const BACKLOG = 4_096;

/** What a transport is opened with. */
export interface TransportParts {
  /** The most that buffers for large reads may hold together, bytes. */
  readonly poolBytes: number;
  readonly descriptors: Descriptors;
  /** Accepting stopped for want of descriptors (those that knock wait), or goes on. */
  paused(isPaused: boolean): void;
}

/** How a data plane moves bytes: sockets, and what reads and writes them. */
export interface Transport {
  /**
   * Listens on one address (`0.0.0.0` and `::` mean all of the version; IPv6 sockets take no IPv4). Rejects with the
   * system's error. Between the call and the bind no other event is handled.
   */
  listen(host: string, version: IpVersion, port: number, events: ListenerEvents): Promise<Listener>;
  /** The side that is to connect to a target. */
  dial(owner: SideOwner): Side;
  /** Starts a connection that was just accepted, at a moment that suits. */
  begin(connection: { start(): void }): void;
  /** Something was begun that Node goes on with (a promise, a look-up): it soon gets its turn. */
  breathe(): void;
  /** There is room for connections again. */
  roomAgain(): void;
  /** Bytes of large buffers that are lent at this moment. */
  readonly lentBytes: number;
  /** Lets go of memory that nobody uses. */
  trim(): void;
  /** Ends it when no socket is left. */
  close(): void;
}

/**
 * Ways of moving bytes, the fastest first: the system's own sockets and pipes, Node's sockets that read into lent
 * buffers, Node's sockets as documented.
 */
export const TRANSPORTS = ['native', 'lent', 'plain'] as const;

/** The name of a way of moving bytes. */
export type TransportName = (typeof TRANSPORTS)[number];

/** A way of moving bytes that this system may offer. */
export interface TransportKind {
  readonly kind: TransportName;
  open(parts: TransportParts): Transport;
}
