import { SIGNATURE } from './addresses.ts';
import type { HeaderReading } from './reading.ts';
import { readV1 } from './read-v1.ts';
import { readV2 } from './read-v2.ts';

const LINE_BEGIN = Buffer.from('PROXY ');
const WRONG: HeaderReading = { kind: 'wrong', fault: 'signature' };

/**
 * Reads a header of the PROXY protocol, version 1 or 2, from the first bytes of a TCP connection (proxy-protocol.txt of HAProxy,
 * sections 2.1 and 2.2). It is wrong as soon as no further byte could make it right. A header speaks for the peer itself where
 * it says so (LOCAL, UNKNOWN, UNSPEC) or tells what is no TCP address (sockets of UNIX, datagrams); TLVs are passed over.
 */
export function readHeader(bytes: Buffer): HeaderReading {
  if (bytes.length === 0) return { kind: 'partial' };
  if (bytes[0] === LINE_BEGIN[0]) return begins(bytes, LINE_BEGIN) ? readV1(bytes) : WRONG;
  return begins(bytes, SIGNATURE) ? readV2(bytes) : WRONG;
}

/** Whether as many bytes as there are agree with a beginning. */
function begins(bytes: Buffer, beginning: Uint8Array): boolean {
  const length = Math.min(bytes.length, beginning.length);
  return bytes.compare(beginning, 0, length, 0, length) === 0;
}
