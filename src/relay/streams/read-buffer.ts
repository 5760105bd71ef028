/** How much a direction without a lent buffer reads at once, and holds back at most; bytes. */
export const READ_BYTES = 64 << 10;

/**
 * The buffer into which every direction without a lent one reads. It can be shared because reads happen one after the
 * other and each is copied out before the next; so an idle connection owns no buffer.
 */
export const readBuffer: Buffer = Buffer.allocUnsafeSlow(READ_BYTES);

/** Parts of the common buffer, for reads that are to take less: powers of two. */
const parts: readonly Buffer[] = Array.from({ length: Math.log2(READ_BYTES) }, (_, power) =>
  readBuffer.subarray(0, 1 << power),
);

/** Returns the common buffer, or the smallest part of it that holds so many bytes. */
export function readPart(bytes: number): Buffer {
  return parts[Math.ceil(Math.log2(bytes))] ?? readBuffer;
}

/** Returns whether a buffer is the common one, or a part of it. */
export function isCommon(buffer: Buffer): boolean {
  return buffer === readBuffer || (buffer.length < READ_BYTES && buffer.buffer === readBuffer.buffer);
}

let page = Buffer.allocUnsafeSlow(READ_BYTES);
let offset = 0;
let view: Buffer = page.subarray(0, 0);

/**
 * Copies the first bytes of the read buffer; the copy stays untouched until the next call, or for good after keepCopy().
 * Most writes complete at once, so the same memory serves again.
 */
export function copyRead(bytes: number): Buffer {
  if (offset + bytes > page.length) {
    page = Buffer.allocUnsafeSlow(READ_BYTES);
    offset = 0;
    view = page.subarray(0, bytes);
  } else if (view.length !== bytes) {
    view = page.subarray(offset, offset + bytes);
  }
  readBuffer.copy(page, offset, 0, bytes);
  return view;
}

/** Keeps the last copy, which is still being written. */
export function keepCopy(): void {
  offset += view.length;
  view = page.subarray(offset, offset);
}
