/** What an entry, or a target, is known by in the book: 64 bits of its id, or its text. */
export type BookKey = readonly [number, number];

/** Returns the key of an entry's id, or a target's text: two hashes of 32 bits (FNV-1a, with different beginnings). */
export function bookKeyOf(id: string): BookKey {
  let one = 0x811c_9dc5 | 0;
  let other = 0x01ab_5c3f | 0;
  for (let at = 0; at < id.length; at += 1) {
    const code = id.charCodeAt(at);
    one = Math.imul(one ^ code, 0x0100_0193);
    other = Math.imul(other ^ code, 0x0100_0193) + at;
  }
  return [one, other | 0];
}
