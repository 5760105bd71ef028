/** A file's text and how it was encoded. */
export interface DecodedText {
  readonly text: string;
  readonly encoding: 'UTF-8' | 'UTF-16';
  /** Some bytes are no valid text; they stand as U+FFFD. */
  readonly isDamaged: boolean;
}

/** Bytes looked at to tell UTF-16 without a byte order mark. */
const SAMPLE = 4096;

/**
 * The text of bytes: UTF-8, or UTF-16 of either byte order with its mark or without (the zeros of Latin letters tell);
 * undefined for what is no text. Invalid bytes (another code page, a cut file) do not fail the rest.
 */
export function decodeText(bytes: Uint8Array): DecodedText | undefined {
  const label = encodingOf(bytes);
  const text = new TextDecoder(label).decode(bytes);
  if (text.includes('\0')) return undefined;
  const encoding = label === 'utf-8' ? 'UTF-8' : 'UTF-16';
  return { text, encoding, isDamaged: text.includes('\uFFFD') };
}

/** Lines without their ends, which are LF, CR LF or CR; a final line end makes no further line. */
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
