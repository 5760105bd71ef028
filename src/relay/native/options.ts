import { PROBES } from '../transport.ts';
import { type Libc, SOCK_DGRAM } from './libc.ts';

const SOL_SOCKET = 1;
/** The value of TIOCOUTQ (ioctl_tty(2)); for sockets: tcp(7). */
const SIOCOUTQ = 0x5411;
/** The value of FIONREAD. */
const SIOCINQ = 0x541b;
const SO_REUSEADDR = 2;
const SO_TYPE = 3;
const SO_ERROR = 4;
const SO_RCVBUF = 8;
const SO_KEEPALIVE = 9;
const SO_LINGER = 13;
const SO_ACCEPTCONN = 30;
const SO_DOMAIN = 39;
const IPPROTO_TCP = 6;
const TCP_NODELAY = 1;
const TCP_KEEPIDLE = 4;
const TCP_KEEPINTVL = 5;
const TCP_KEEPCNT = 6;
const TCP_INFO = 11;
const TCP_QUICKACK = 12;
const IPPROTO_IP = 0;
const IP_BIND_ADDRESS_NO_PORT = 24;
const IPPROTO_IPV6 = 41;
const IPV6_V6ONLY = 26;
const IPV6_RECVPKTINFO = 49;
const IP_PKTINFO = 8;

const on = Int32Array.of(1);
const off = Int32Array.of(0);
/** The beginning of struct tcp_info (linux/tcp.h): bytes, then numbers of 32 bits. */
const info = new Uint8Array(60);
const infoSize = Int32Array.of(info.length);
const RETRANSMITS = 2;
const PROBES_OUT = 3;
const LAST_ACK = 56;
const infoView = new DataView(info.buffer);
/** Window probes without an answer that are more than chance. */
const MANY_PROBES = 3;
const number = new Int32Array(1);
const size = Int32Array.of(4);
/** Lingers for no time: closing drops what waits to be sent, and sends a reset (socket(7)). */
const noLinger = Int32Array.of(1, 0);
/** An address of no family. */
const nowhere = new Uint8Array(16);

/** Turns off Nagle's delay of small messages; accepted sockets inherit it from the listening one. */
export function sendAtOnce(libc: Libc, fd: number): void {
  libc.setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, on, 4);
}

/**
 * Has the handshake of a socket that is about to connect acknowledged by the first message that is sent, or after 200 ms (tcp(7);
 * Linux tcp_rcv_synsent_state_process()). What comes later is acknowledged as ever.
 */
export function acknowledgeWithData(libc: Libc, fd: number): void {
  libc.setsockopt(fd, IPPROTO_TCP, TCP_QUICKACK, off, 4);
}

/** Acknowledges now what has come, and at once what comes next. */
export function acknowledgeAtOnce(libc: Libc, fd: number): void {
  libc.setsockopt(fd, IPPROTO_TCP, TCP_QUICKACK, on, 4);
}

/** Allows to listen on a port whose old connections linger (not on one where a program listens). */
export function reuseAddress(libc: Libc, fd: number): void {
  libc.setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, on, 4);
}

/**
 * Makes binding an address take no port yet (ip(7), Linux 4.2; on sockets of IPv6 too): connecting chooses one that is free
 * for that target, so that as many connections can leave from the address as without binding.
 */
export function portWhenConnecting(libc: Libc, fd: number): void {
  libc.setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, on, 4);
}

/** Keeps an IPv6 listener from taking IPv4 connections. */
export function ipv6Only(libc: Libc, fd: number): void {
  libc.setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, on, 4);
}

/** Has the system tell with each datagram to which address it was sent (ip(7), ipv6(7)). */
export function tellLocalAddress(libc: Libc, fd: number, version: 4 | 6): void {
  if (version === 4) libc.setsockopt(fd, IPPROTO_IP, IP_PKTINFO, on, 4);
  else libc.setsockopt(fd, IPPROTO_IPV6, IPV6_RECVPKTINFO, on, 4);
}

/** Lets so many bytes wait to be read, as far as the system allows it. */
export function receiveBuffer(libc: Libc, fd: number, bytes: number): void {
  number[0] = bytes;
  libc.setsockopt(fd, SOL_SOCKET, SO_RCVBUF, number, 4);
}

/** Makes closing send a reset. */
export function resetWhenClosed(libc: Libc, fd: number): void {
  libc.setsockopt(fd, SOL_SOCKET, SO_LINGER, noLinger, 8);
}

/** Sends a reset now, whoever has a copy of the socket: it is connected no more then (AF_UNSPEC, connect(2)). */
export function resetAtOnce(libc: Libc, fd: number): void {
  libc.connect(fd, nowhere, nowhere.length);
}

/** Probes the other end after so long a silence, ms; 0: never. */
export function keepAlive(libc: Libc, fd: number, afterMs: number): void {
  number[0] = afterMs > 0 ? 1 : 0;
  libc.setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, number, 4);
  if (afterMs <= 0) return;
  number[0] = Math.max(1, Math.round(afterMs / 1_000));
  libc.setsockopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, number, 4);
  number[0] = 1;
  libc.setsockopt(fd, IPPROTO_TCP, TCP_KEEPINTVL, number, 4);
  number[0] = PROBES;
  libc.setsockopt(fd, IPPROTO_TCP, TCP_KEEPCNT, number, 4);
}

/** Returns whether a socket listens; false for what is no socket. */
export function isListening(libc: Libc, fd: number): boolean {
  return libc.getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, number, size) === 0 && number[0] === 1;
}

/** Returns whether a socket is one for datagrams; false for what is no socket. */
export function isForDatagrams(libc: Libc, fd: number): boolean {
  return libc.getsockopt(fd, SOL_SOCKET, SO_TYPE, number, size) === 0 && number[0] === SOCK_DGRAM;
}

/** Returns the family of a socket's addresses, such as AF_UNIX; undefined for what is no socket. */
export function familyOf(libc: Libc, fd: number): number | undefined {
  return libc.getsockopt(fd, SOL_SOCKET, SO_DOMAIN, number, size) === 0 ? number[0] : undefined;
}

/** Takes the pending error of a socket; 0 where there is none. */
export function takeError(libc: Libc, fd: number): number {
  libc.getsockopt(fd, SOL_SOCKET, SO_ERROR, number, size);
  return number[0]!;
}

/** Returns how many bytes wait to be read. */
export function unread(libc: Libc, fd: number): number {
  return libc.ioctl(fd, SIOCINQ, number) === -1 ? 0 : number[0]!;
}

/** Returns how many bytes the other end has not acknowledged yet; a FIN is not counted. */
export function unsent(libc: Libc, fd: number): number {
  return libc.ioctl(fd, SIOCOUTQ, number) === -1 ? 0 : number[0]!;
}

/**
 * Returns whether bytes, or probes of a closed window, were sent repeatedly and nothing came back for `ms`. It is not
 * TCP_USER_TIMEOUT (tcp(7)), which also ends connections to a reader that answers every probe and takes nothing.
 */
export function isSilent(libc: Libc, fd: number, ms: number): boolean {
  infoSize[0] = info.length;
  if (libc.getsockopt(fd, IPPROTO_TCP, TCP_INFO, info, infoSize) === -1) return false;
  const repeats = info[RETRANSMITS]! > 0 || info[PROBES_OUT]! >= MANY_PROBES;
  return repeats && infoView.getUint32(LAST_ACK, true) >= ms;
}
