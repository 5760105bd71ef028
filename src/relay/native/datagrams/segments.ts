/** struct cmsghdr with the size of a segment (udp(7), UDP_SEGMENT), and with what aligns the next one. */
const SEGMENT_LENGTH = 18;
export const SEGMENT_BYTES = 24;
const SOL_UDP = 17;
const UDP_SEGMENT = 103;
/** The system takes so many bytes, and so many segments, as one (Linux UDP_MAX_SEGMENTS; 64 before 6.9). */
const MOST_BYTES = 65_507;
const MOST_SEGMENTS = 64;

/** Writes the control message at this word: the datagrams are so long, the last one as long or shorter. */
export function tellSegments(controls: Int32Array, at: number, bytes: number): void {
  controls[at] = SEGMENT_LENGTH;
  controls[at + 1] = 0;
  controls[at + 2] = SOL_UDP;
  controls[at + 3] = UDP_SEGMENT;
  controls[at + 4] = bytes;
}

/** Returns how many datagrams of this length the system takes as one. */
export function mostSegments(bytes: number): number {
  return bytes === 0 ? 1 : Math.min(MOST_SEGMENTS, Math.floor(MOST_BYTES / bytes));
}
