import { type Libc, loadLibc } from '../../../src/relay/native/libc.ts';

/** The C library; a test that needs it is skipped where it is not offered. */
export const libc: Libc | undefined = loadLibc();

/** A descriptor that can be read from, and one whose bytes come out there. */
export function pipe(library: Libc): { readonly reader: number; readonly writer: number } {
  const ends = new Int32Array(2);
  library.pipe2(ends, 0o2004000);
  return { reader: ends[0]!, writer: ends[1]! };
}
