import type { ListenerStore } from './listener-store.ts';
import type { IpVersion } from '../portproxy/family.ts';
import type { Protocol } from '../portproxy/key.ts';
import type { TransportName } from './transport-names.ts';
import type { Descriptors } from './common/descriptors.ts';
import type { Datagrams, Flow, FlowOwner } from './datagrams.ts';
import type { PackedFlow, PackedListener, PackedSide, PackedSocket } from './handing-over/packed.ts';
import type { Parcel } from './handing-over/parcel.ts';
import type { Rate } from './common/rate.ts';
import type { ProxiedEnd } from './proxy-header/addresses.ts';

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

/** Takes the first bytes that an end sends, before it is joined to a peer. */
export interface BeginningReader {
  /**
   * Sees the first bytes, all of them again whenever there are more. It may take some by `skip`; until then the side reads on
   * for it.
   */
  began(bytes: Buffer): void;
}

/** How much of a beginning is shown at least, bytes. */
export const BEGINNING_BYTES = 4_096;

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
  /** Reads no more than its share of this rate from now on; without one, as much as it can. */
  regulate(rate: Rate | undefined): void;
  /** Reads the beginning for somebody; what that does not take is read by read() later. */
  readBeginning(reader: BeginningReader): void;
  /** Drops so many bytes of the beginning, which were seen, and ends reading it; they are not counted. */
  skip(bytes: number): void;
  /**
   * Makes these bytes, at most a few hundred, go to the peer before all that is read here, in one write with the first of that where it is there
   * already; they are not counted. Called between join() and read().
   */
  prepend(bytes: Buffer): void;
  /**
   * Begins to connect, from the address `from` of this machine where one is given. Throws the system's error where that is
   * impossible from the start.
   */
  connect(address: string, port: number, from?: string): void;
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
  /** The same; an IPv4 address may be its 32 bits. */
  readonly remote: string | number | undefined;
  readonly remotePort: number | undefined;
  /** Returns the address at this end, as the system writes it; undefined when the connection is gone already. */
  localAddress(): string | undefined;
  /** Returns whether the socket is connected to itself, at this port. */
  metItself(port: number): boolean;
  /** Packs it for another process; absent where its socket is no descriptor of this process's own. */
  pack?(parcel: Parcel): PackedSide;
  /** Whether it is connected, whole, and holds no bytes, so that a copy in another process needs new counts only. */
  readonly isAtRest?: boolean;
  /** So many bytes were read here in all, by another process. */
  countOn?(bytes: number): void;
  /** Closes the socket without a word to its other end: another process goes on with it. */
  abandon?(): void;
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
  /** Packs it for another process; absent where its socket is no descriptor of this process's own. */
  pack?(parcel: Parcel): PackedSocket;
  /** Notes that it waits for room in its entry, for a thread that takes over after a crash of this one; absent as above. */
  waits?(entry: { readonly id: string }, listenPort: number): void;
  /** Resets it; it uses no descriptor afterwards. */
  reset(): void;
}

/** Takes what a listener reports. */
export interface ListenerEvents {
  accepted(accepted: AcceptedConnection, listener: Listener): void;
  /**
   * Asked before a connection is accepted, by transports that can leave it in the system's queue. Returns whether it waits
   * there, with all others of this listener, until goOn(). `hasCome`: there is one for sure.
   */
  holds?(listener: Listener, hasCome: boolean): boolean;
  /** A connection could not be accepted, for the error with this code. */
  acceptFailed(code: string): void;
}

/** One listening socket, held by this program alone. */
export interface Listener {
  readonly host: string;
  readonly port: number;
  /** Connections wait in the system's queue, as `holds` said. */
  readonly isHeld: boolean;
  /** Accepts again those that were held. */
  goOn(): void;
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
  /** Called when its sockets begin to have events, and when they do again after `Transport.rests`. */
  readonly stirred?: (() => void) | undefined;
  /** Absent where nobody keeps listening sockets. */
  readonly store?: ListenerStore | undefined;
  /** Nobody takes its connections over after a crash. */
  readonly isTrial?: boolean | undefined;
}

/** A connection, as far as a successor needs to know it. */
export interface BegunConnection {
  readonly id: number;
  readonly entry: { readonly id: string };
  readonly listenPort: number;
  /** ms of `monotonicNow`. */
  readonly startedAt: number;
}

/** A connection that is established. */
export interface EstablishedConnection extends BegunConnection {
  /** The target that was chosen among several; undefined where there was no choice. */
  readonly target: { readonly text: string } | undefined;
  /** The client that a header of the PROXY protocol told. */
  readonly source: ProxiedEnd | undefined;
}

/** Makes one end of a connection for its owner. */
export type MakesSide = (owner: SideOwner, by: SideName) => Side;

/** How a transport whose sockets are descriptors hands them on to another process, and takes those of another one over. */
export interface Handing {
  /** Sockets that listen now. */
  listeners(): readonly PackedListener[];
  /** Listening on one of these addresses takes the socket that another process has opened; no event is handled until `begin`. */
  inherit(listeners: readonly PackedListener[], isBorrowed: boolean): void;
  /** Hosts of inherited sockets for a port. */
  inherited(protocol: Protocol, version: IpVersion, port: number): readonly string[];
  /** Takes over one end of a connection. Throws the system's error where it cannot be watched. */
  side(owner: SideOwner, by: SideName, packed: PackedSide, parcel: Parcel): Side;
  /** Takes over a connection that was accepted and belongs to nobody yet. */
  accepted(fd: number, address: number | string, port: number): AcceptedConnection;
  /** Takes over the flow of a client of a port. Throws the system's error. */
  flow(owner: FlowOwner, version: IpVersion, port: number, packed: PackedFlow, parcel: Parcel): Flow;
  /** Notes a connection that begins for a thread that takes over after a crash of this one, which begins it anew. */
  begun(client: Side, connection: BegunConnection, isHeaderAwaited: boolean): void;
  /** Notes an established connection for such a thread. */
  joined(client: Side, backend: Side, connection: EstablishedConnection): void;
  /** Before `begin`: moves bytes on a connection of this process's own, which `begin` makes of two ends, and `end` forgets. */
  rehearse(begin: (client: MakesSide, backend: MakesSide) => void, end: () => void): void;
  /** Before `begin`, while all sides are at rest: takes in what the system reports of them, so that it is little then. */
  gather(): void;
  /**
   * Another process gets copies of connected sockets while this one goes on, and may keep them for as long as it likes: closing one has
   * to end it from now on.
   */
  share(): void;
  /** Events are handled from now on; what was inherited and nobody listens on is closed. */
  begin(): void;
  /** Closes every descriptor, and says nothing to the other ends: another process has them. */
  leave(): void;
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
  /** How its sockets are handed on to another process; absent where they cannot be. */
  readonly handing?: Handing | undefined;
  /** Its sockets for UDP. */
  readonly datagrams: Datagrams;
  /** Bytes of large buffers (or pipes) that are lent at this moment. */
  readonly lentBytes: number;
  /** Whether nothing moves, nor has for a while; `stirred` tells when something does. False where a transport cannot tell. */
  readonly rests: boolean;
  /** Frees memory that nobody uses. */
  trim(): void;
  /** Ends the transport; all its sockets are closed before. */
  close(): void;
}

/** A transport that this system may offer. */
export interface TransportKind {
  readonly kind: TransportName;
  open(parts: TransportParts): Transport;
}
