/** How much a direction without a lent buffer reads at once; also the most that such a direction can hold back. */
export const READ_BYTES = 64 << 10;

/**
 * The buffer that every direction reads into which has no lent one. Sharing it is safe because reads happen one after
 * the other and what was read is copied out before the next; so an idle connection owns no buffer at all.
 */
export const readBuffer: Buffer = Buffer.allocUnsafeSlow(READ_BYTES);

let page = Buffer.allocUnsafeSlow(READ_BYTES);
let offset = 0;
let view: Buffer = page.subarray(0, 0);

/**
 * Copies the first bytes of the read buffer to memory that stays untouched until the next call, or for good after
 * keepCopy(). Most writes complete at once, so the same place serves again and again.
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

/** The last copy is still being written: its memory is left to it. */
export function keepCopy(): void {
  offset += view.length;
  view = page.subarray(offset, offset);
}
