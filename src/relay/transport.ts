import type { IpVersion } from '../portproxy/family.ts';
import type { Descriptors } from './common/descriptors.ts';

/** Takes what one end of a TCP connection reports. */
export interface SideOwner {
  /** The connection has ended: its sides move nothing more. */
  readonly over: boolean;
  /** The side has reached its target. */
  connected(side: Side): void;
  /** Bytes were read at this side, and are being written to the other one. */
  moved(side: Side, bytes: number): void;
  /** This end has sent its FIN; everything it sent before was handed to the other socket. */
  ended(side: Side): void;
  /**
   * This end failed with an error code such as `ECONNRESET`. The owner closes it. A backend's failure is reported when
   * all that it had sent is read and written to the client, as far as the transport can; a client's at once.
   */
  failed(side: Side, code: string): void;
  /** The socket is closed; the side reports nothing after this. */
  closed(side: Side): void;
}

/** Which end of a connection a side is. */
export type SideName = 'client' | 'backend';

/**
 * One end of a TCP connection, and the direction that begins there: bytes read here are written to the peer. Nothing is
 * read while the peer takes nothing more, so a direction holds back a bounded amount.
 */
export interface Side {
  readonly by: SideName;
  readonly peer: Side | undefined;
  /** Bytes read here. */
  readonly bytes: number;
  /** Bytes in this process that wait to be sent to this end; 0 where that cannot be known. */
  readonly queued: number;
  /** This end has failed; what it had sent before is still on its way to the peer. */
  readonly isBroken: boolean;
  /** This end has sent its FIN. */
  finished: boolean;
  /** Sets the other end of the connection. */
  join(peer: Side): void;
  /** Begins to read. */
  read(): void;
  /** Begins to connect. Throws the system's error where that is impossible from the start. */
  connect(address: string, port: number): void;
  /** Sends a FIN to this end. */
  finish(): void;
  /** Closes the socket in order. */
  close(): void;
  /** Closes the socket with a reset, where that is possible. */
  reset(): void;
  /** Returns what was kept for the next large read; called when nothing moved for a while. */
  rest(): void;
  /** Probes this end after so long a silence, ms; 0: never. */
  keepAlive(afterMs: number): void;
  /**
   * Returns how many bytes were written to this end and are not acknowledged by its system, as of `since` (performance.now(),
   * ms) or later; undefined where the system does not tell.
   */
  unsent(since: number): number | undefined;
  /** Returns whether this end has left written bytes and their repetitions without any answer for `ms`. */
  isSilent(ms: number): boolean;
  /** The address at the other end; undefined while it is not known, and after it is gone. */
  readonly remoteAddress: string | undefined;
  readonly remotePort: number | undefined;
  /** Returns the address at this end, as the system writes it; undefined when the connection is gone already. */
  localAddress(): string | undefined;
  /** Returns whether the socket is connected to itself, at this port. */
  metItself(port: number): boolean;
}

/** The address at the other end of a connection: a text, or the 32 bits of an IPv4 one. */
export interface RemoteEnd {
  readonly address: string | number;
  readonly port: number;
}

/** A connected socket that belongs to no connection yet: accepted, or adopted. */
export interface AcceptedConnection {
  /** The other end; undefined when the connection is gone already. */
  remote(): RemoteEnd | undefined;
  /** The address at this end, as the system writes it; undefined when the connection is gone already. */
  localAddress(): string | undefined;
  /** Makes it a side of a connection; it does not read until read(). */
  take(owner: SideOwner, by: SideName): Side;
  /** Resets it; it uses no descriptor afterwards. */
  reset(): void;
}

/** Takes what a listener reports. */
export interface ListenerEvents {
  accepted(accepted: AcceptedConnection, listener: Listener): void;
  /** A connection could not be accepted, for the error with this code. */
  acceptFailed(code: string): void;
}

/** One listening socket, held by this program alone. */
export interface Listener {
  readonly host: string;
  readonly port: number;
  /** Stops listening at once; accepted connections go on. */
  close(): void;
}

/** Connections that the system keeps for us until they are accepted; it may lower this (Linux: net.core.somaxconn). */
export const BACKLOG = 4_096;

/** After so many keep-alive probes without an answer, one a second, a connection has failed; as in libuv. */
export const PROBES = 10;

/** The environment of a transport. */
export interface TransportParts {
  /** The most that buffers (or pipes) for large reads may hold together, bytes. */
  readonly poolBytes: number;
  readonly descriptors: Descriptors;
  /** Called when accepting stops for want of descriptors (new connections wait), and when it goes on. */
  paused(isPaused: boolean): void;
}

/** The sockets of a data plane for TCP, and how their bytes are moved. */
export interface Transport {
  /**
   * Listens on one address (`0.0.0.0` and `::` mean all of the version; IPv6 sockets take no IPv4). Rejects with the
   * system's error. Between the call and the bind no other event is handled.
   */
  listen(host: string, version: IpVersion, port: number, events: ListenerEvents): Promise<Listener>;
  /**
   * Takes over a descriptor that was opened elsewhere and listens already. Rejects with the system's error where it does
   * not; the descriptor is not to be used any more in either case.
   */
  adoptListener(fd: number, events: ListenerEvents): Promise<Listener>;
  /**
   * Takes over a descriptor that was opened elsewhere and is connected. Throws the system's error where it is not; the
   * descriptor is not to be used any more in either case.
   */
  adoptConnection(fd: number): AcceptedConnection;
  /** Returns a side that is to connect to a target. */
  dial(owner: SideOwner): Side;
  /** Starts a connection that was just accepted, at once or together with others. */
  begin(connection: { start(): void }): void;
  /** There is room for connections again. */
  roomAgain(): void;
  /** Bytes of large buffers (or pipes) that are lent at this moment. */
  readonly lentBytes: number;
  /** Frees memory that nobody uses. */
  trim(): void;
  /** Ends the transport; all its sockets are closed before. */
  close(): void;
}

/**
 * The transports, fastest first: the system's own sockets and pipes, Node's sockets that read into lent buffers, Node's
 * sockets as documented.
 */
export const TRANSPORTS = ['native', 'lent', 'plain'] as const;

/** The name of a transport. */
export type TransportName = (typeof TRANSPORTS)[number];

/** A transport that this system may offer. */
export interface TransportKind {
  readonly kind: TransportName;
  open(parts: TransportParts): Transport;
}
