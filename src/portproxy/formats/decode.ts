/** The text of a file, and its encoding. */
export interface DecodedText {
  readonly text: string;
  readonly encoding: 'UTF-8' | 'UTF-16';
  /** Some bytes are not valid text; each is U+FFFD here. */
  readonly isDamaged: boolean;
}

/** Bytes looked at to tell UTF-16 without a byte order mark. */
const SAMPLE = 4096;

/**
 * Decodes bytes: UTF-8, or UTF-16 of either byte order, with a byte order mark or without (the zero bytes of Latin
 * letters tell). Returns undefined for what is not text. Invalid bytes (another code page, a cut file) spoil nothing else.
 */
export function decodeText(bytes: Uint8Array): DecodedText | undefined {
  const label = encodingOf(bytes);
  const text = new TextDecoder(label).decode(bytes);
  if (text.includes('\0')) return undefined;
  const encoding = label === 'utf-8' ? 'UTF-8' : 'UTF-16';
  return { text, encoding, isDamaged: text.includes('\uFFFD') };
}

/** Splits a text into lines at LF, CR LF or CR; a line end at the very end adds no empty line. */
export function linesOf(text: string): string[] {
  const lines = text.split(/\r\n|\n|\r/);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

function encodingOf(bytes: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  const [a, b] = bytes;
  if (a === 0xff && b === 0xfe) return 'utf-16le';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  const sample = bytes.subarray(0, SAMPLE);
  const zeros = [0, 0];
  for (const [at, byte] of sample.entries()) if (byte === 0) zeros[at % 2]!++;
  const [even = 0, odd = 0] = zeros;
  const many = sample.length / 8;
  if (odd > many && even < odd / 8) return 'utf-16le';
  if (even > many && odd < even / 8) return 'utf-16be';
  return 'utf-8';
}
