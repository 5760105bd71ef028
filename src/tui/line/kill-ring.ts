/** What was cut, the newest last. */
export type KillRing = readonly string[];

/** Older cuts than this many are forgotten. */
const MAX_KILLS = 30;

/** Adds a cut; cuts in a row grow into one, at the side on which they were made. */
export function addKill(ring: KillRing, text: string, joined?: 'before' | 'after'): KillRing {
  if (text === '') return ring;
  const last = ring.at(-1);
  if (joined === undefined || last === undefined) return [...ring.slice(1 - MAX_KILLS), text];
  return [...ring.slice(0, -1), joined === 'before' ? text + last : last + text];
}
