import type { EndReason, EntryCounters, RelayEntry, RelaySide } from '../relay.ts';
import type { ProxiedAddresses } from '../proxy-header/addresses.ts';
import type { Protocol } from '../../portproxy/key.ts';

/**
 * The version of the state that one process hands over to the next. A program reads those up to its own; a change that an
 * earlier reader would misunderstand raises it.
 */
export const LIFE_VERSION = 1;

/** One end of a TCP connection. Descriptors and bytes are places in its parcel. */
export interface PackedSide {
  /** Absent where it is closed. */
  readonly fd?: number | undefined;
  /** The other end: the 32 bits of an IPv4 address, or a text. */
  readonly address: number | string;
  readonly port: number;
  /** Bytes read here. */
  readonly bytes: number;
  readonly isConnecting?: true | undefined;
  readonly isBroken?: true | undefined;
  /** The error that a write has taken from the system. */
  readonly writeErrno?: number | undefined;
  /** It has sent its FIN. */
  readonly finished?: true | undefined;
  /** Bytes read here and not yet sent to the other end. */
  readonly held?: PackedBytes | undefined;
}

/** Bytes that wait in memory, or so many of them in a pipe that holds `length`. */
export type PackedBytes =
  | { readonly piece: number }
  | {
      readonly reader: number;
      readonly writer: number;
      readonly length: number;
      readonly count: number;
    };

/** A target: its place among those of its entry, or itself where the entry has it no more. */
export type PackedTarget = number | RelaySide;

/** The targets of a connection as they are tried. Times are of `monotonicNow`, ms, here and below. */
export interface PackedAttempts {
  readonly listenPort: number;
  readonly target: PackedTarget;
  /** It was chosen among several, and is counted there. */
  readonly isChosen: boolean;
  readonly tried: readonly PackedTarget[];
  readonly addresses: readonly string[];
  readonly addressIndex: number;
  readonly targetAt: number;
  readonly attemptAt: number;
}

/** The PROXY protocol header of a client: since when it is awaited, and what it told. */
export interface PackedHeader {
  readonly since: number;
  readonly told?: ProxiedAddresses | undefined;
}

/** A connection. */
export interface PackedConnection {
  readonly id: number;
  /** The id of its entry, or of one in `PackedOrphan`. */
  readonly entry: string;
  readonly startedAt: number;
  readonly phase: EndReason['phase'];
  readonly client: PackedSide;
  readonly backend?: PackedSide | undefined;
  readonly reason?: EndReason | undefined;
  readonly lost?: { readonly reason: EndReason; readonly at: number } | undefined;
  /** Its entry counts it by its client. */
  readonly isCounted: boolean;
  readonly attempts: PackedAttempts;
  /** Absent where the entry awaits none. */
  readonly header?: PackedHeader | undefined;
  /** The last sign of life. */
  readonly activeAt: number;
  /** The keep-alive time that its sockets were given, ms. */
  readonly keepAliveMs?: number | undefined;
  /** Both ends have acknowledged all that was written to them. */
  readonly isDrained?: boolean | undefined;
}

/** A socket that is connected, and its other end. */
export interface PackedSocket {
  readonly fd: number;
  readonly address: number | string;
  readonly port: number;
}

/** A client that waits for room in its entry. */
export interface PackedWaiting extends PackedSocket {
  readonly entry: string;
  readonly listenPort: number;
  readonly isCounted: boolean;
}

/** A session of UDP, and its flow. */
export interface PackedSession {
  readonly id: number;
  readonly entry: string;
  readonly listenPort: number;
  readonly startedAt: number;
  readonly phase: EndReason['phase'];
  readonly bytesUp: number;
  readonly bytesDown: number;
  readonly activeAt: number;
  readonly isCounted: boolean;
  readonly target?:
    | {
        readonly side: PackedTarget;
        readonly port: number;
        readonly address?: string | undefined;
        readonly isChosen: boolean;
        readonly isHeard: boolean;
      }
    | undefined;
  readonly flow: PackedFlow;
}

/** The datagrams between a client and a target. */
export interface PackedFlow {
  /** The row of the client in its table, in words. */
  readonly row: readonly number[];
  /** The host of the listening socket through which it comes. */
  readonly host?: string | undefined;
  /** The socket towards the target. */
  readonly fd?: number | undefined;
  /** Its first datagram, while its target is not known; a piece. */
  readonly held?: number | undefined;
  /** What its first datagram is to begin with; a piece. */
  readonly lead?: number | undefined;
  readonly joins: boolean;
}

/** A socket that listens, or takes datagrams. */
export interface PackedListener {
  readonly protocol: Protocol;
  readonly host: string;
  readonly port: number;
  readonly fd: number;
}

/** The counters of an entry. */
export interface PackedEntry {
  readonly id: string;
  readonly counters: EntryCounters;
}

/** An entry that was deleted and has connections; its id begins with `#`. */
export interface PackedOrphan extends PackedEntry {
  readonly spec: RelayEntry;
}

/** The target of an entry whose turn it is, by its place. */
export interface PackedTurn {
  readonly entry: string;
  readonly turn: number;
}

/** What the bounds of an entry have counted. */
export interface PackedGate {
  readonly entry: string;
  /** Bytes that may be read now; less than 0 where more was read than allowed. */
  readonly up?: number | undefined;
  readonly down?: number | undefined;
  /** When the allowance of each client is whole again, the client seen longest ago first. */
  readonly wholeAt: readonly (readonly [client: string, at: number])[];
}
