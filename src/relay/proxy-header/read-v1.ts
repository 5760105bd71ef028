import { isIPv4, isIPv6 } from 'node:net';
import { canonicalHost } from '../../portproxy/host-address.ts';
import type { ProxiedEnd } from './addresses.ts';
import type { HeaderReading } from './reading.ts';

/** The longest line, with CR LF. */
const MOST_BYTES = 107;
const CR = 13;
const LF = 10;
const PORT = '(0|[1-9]\\d{0,4})';
const KNOWN = new RegExp(`^PROXY TCP([46]) ([0-9a-fA-F.:]+) ([0-9a-fA-F.:]+) ${PORT} ${PORT}$`);
const UNKNOWN = /^PROXY UNKNOWN(?: |$)/;
const WRONG: HeaderReading = { kind: 'wrong', fault: 'line' };

/** Reads a line that begins, as far as there are bytes, with `PROXY `. */
export function readV1(bytes: Buffer): HeaderReading {
  const end = bytes.subarray(0, MOST_BYTES - 1).findIndex((byte) => byte === CR || byte === LF);
  if (end === -1)
    return bytes.length < MOST_BYTES - 1 ? { kind: 'partial' } : { kind: 'wrong', fault: 'length' };
  if (bytes[end] === LF) return WRONG;
  if (end + 1 === bytes.length) return { kind: 'partial' };
  if (bytes[end + 1] !== LF) return WRONG;
  const line = bytes.toString('latin1', 0, end);
  const length = end + 2;
  if (UNKNOWN.test(line)) return { kind: 'whole', length, addresses: undefined };
  const [, family, from = '', to = '', fromPort = '', toPort = ''] = KNOWN.exec(line) ?? [];
  const isAddress = family === '4' ? isIPv4 : isIPv6;
  const source = endOf(from, fromPort);
  const destination = endOf(to, toPort);
  const isRight = isAddress(from) && isAddress(to) && source.port <= 65_535 && destination.port <= 65_535;
  return isRight ? { kind: 'whole', length, addresses: { source, destination } } : WRONG;
}

function endOf(address: string, port: string): ProxiedEnd {
  return { address: canonicalHost(address), port: Number(port) };
}
