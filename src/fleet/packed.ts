import { promisify } from 'node:util';
import { deflate, inflate } from 'node:zlib';
import { foreignFault } from './fault.ts';

/** Texts from this length on are compressed, in bytes. */
const COMPRESS_FROM = 4096;
/** Longest text that is unpacked, in bytes: 100,000 entries with all their values. */
const MAX_BYTES = 256 * 1024 * 1024;

const deflated = promisify(deflate);
const inflated = promisify<Uint8Array, { maxOutputLength: number }, Buffer>(inflate);

/** Packs a JSON text for the log: as it is where it is short, compressed else. */
export async function pack(text: string): Promise<Uint8Array> {
  const bytes = Buffer.from(text);
  return bytes.length < COMPRESS_FROM ? bytes : await deflated(bytes);
}

/** Returns the text that was packed, of at most `most` bytes where it was compressed. Rejects with a `LogFault`. */
export async function unpack(bytes: Uint8Array, most = MAX_BYTES): Promise<string> {
  // A JSON object begins with a brace, zlib's header (RFC 1950) with 0x78.
  if (bytes[0] !== 0x78) return Buffer.from(bytes).toString('utf8');
  try {
    return (await inflated(bytes, { maxOutputLength: most })).toString('utf8');
  } catch {
    throw foreignFault('A message of the fleet cannot be unpacked.');
  }
}

/** Cuts bytes into parts that fit messages. */
export function partsOf(bytes: Uint8Array, most: number): Uint8Array[] {
  const parts: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += most) parts.push(bytes.subarray(at, at + most));
  return parts;
}
