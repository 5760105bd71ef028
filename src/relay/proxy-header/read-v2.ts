import { canonicalHost } from '../../portproxy/host-address.ts';
import { dotted } from '../common/dotted.ts';
import { BEGINNING_BYTES } from '../transport.ts';
import { ADDRESS_BYTES, FIXED_BYTES, type ProxiedAddresses } from './addresses.ts';
import type { HeaderFault, HeaderReading } from './reading.ts';

/**
 * The longest header that is taken, with its TLVs. Senders keep to 536 bytes, which fit into any segment; TLVs with the names of
 * certificates can make it longer, and nginx takes as much as this.
 */
const MOST_BYTES = BEGINNING_BYTES;
const LOCAL = 0;
const PROXY = 1;
const INET = 1;
const STREAM = 1;
/** The largest known address family (UNIX) and transport (datagrams). */
const LAST_FAMILY = 3;
const LAST_TRANSPORT = 2;

/** Reads a header that begins, as far as there are bytes, with the signature of version 2. */
export function readV2(bytes: Buffer): HeaderReading {
  const [version, way, low] = [bytes[12], bytes[13], bytes[15]];
  if (version === undefined) return { kind: 'partial' };
  if (version >> 4 !== 2) return wrong('version');
  const command = version & 15;
  if (command > PROXY) return wrong('command');
  if (way === undefined) return { kind: 'partial' };
  const [family, transport] = [way >> 4, way & 15];
  const isLocal = command === LOCAL;
  if (!isLocal && (family > LAST_FAMILY || transport > LAST_TRANSPORT)) return wrong('family');
  if (low === undefined) return { kind: 'partial' };
  const length = FIXED_BYTES + bytes.readUInt16BE(14);
  const needed = isLocal || transport === 0 ? 0 : (ADDRESS_BYTES[family] ?? 0);
  if (length > MOST_BYTES || length < FIXED_BYTES + needed) return wrong('length');
  if (bytes.length < length) return { kind: 'partial' };
  const isTold = !isLocal && transport === STREAM && (family === INET || family === INET + 1);
  return {
    kind: 'whole',
    length,
    addresses: isTold ? addressesOf(bytes, family === INET ? 4 : 16) : undefined,
  };
}

/** The addresses of a header, of `size` bytes each, with the ports behind them. */
function addressesOf(bytes: Buffer, size: 4 | 16): ProxiedAddresses {
  const ports = FIXED_BYTES + 2 * size;
  return {
    source: { address: addressAt(bytes, FIXED_BYTES, size), port: bytes.readUInt16BE(ports) },
    destination: { address: addressAt(bytes, FIXED_BYTES + size, size), port: bytes.readUInt16BE(ports + 2) },
  };
}

function addressAt(bytes: Buffer, at: number, size: 4 | 16): string {
  if (size === 4) return dotted(bytes.readUInt32BE(at));
  const words = Array.from({ length: 8 }, (_, word) => bytes.readUInt16BE(at + 2 * word).toString(16));
  return canonicalHost(words.join(':'));
}

function wrong(fault: HeaderFault): HeaderReading {
  return { kind: 'wrong', fault };
}
