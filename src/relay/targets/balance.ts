import type { TargetChoice } from '../relay.ts';

/** A target as far as its choice depends on it. */
interface Candidate {
  readonly text: string;
  readonly connections: number;
}

/**
 * Returns which of the candidates (indices of `targets`, in their order) a connection takes; undefined where there are none.
 * `turn` is the index whose turn it is by `roundrobin`, and among equals by `leastconnections`; `client` the address that
 * `source` goes by.
 */
export function pick(
  balance: TargetChoice['balance'],
  targets: readonly Candidate[],
  candidates: readonly number[],
  turn: number,
  client: string,
): number | undefined {
  switch (balance) {
    case 'first':
      return candidates[0];
    case 'roundrobin':
      return nextInTurn(candidates, turn);
    case 'leastconnections': {
      const of = (index: number): number => targets[index]?.connections ?? 0;
      const least = Math.min(...candidates.map(of));
      return nextInTurn(
        candidates.filter((index) => of(index) === least),
        turn,
      );
    }
    case 'source':
      return heaviest(targets, candidates, client);
  }
}

function nextInTurn(candidates: readonly number[], turn: number): number | undefined {
  return candidates.find((index) => index >= turn) ?? candidates[0];
}

/**
 * Rendezvous hashing (Thaler and Ravishankar, 1998): every client has an order of all targets, so that only the clients of
 * a target that is gone, or new, change theirs.
 */
function heaviest(
  targets: readonly Candidate[],
  candidates: readonly number[],
  client: string,
): number | undefined {
  let best: number | undefined;
  let most = -1;
  for (const index of candidates) {
    const weight = hash(`${client} ${targets[index]?.text ?? ''}`);
    if (weight <= most) continue;
    most = weight;
    best = index;
  }
  return best;
}

/** FNV-1a of 32 bits, finished as MurmurHash3 does, so that texts that differ little have hashes far apart. */
function hash(text: string): number {
  let bits = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) bits = Math.imul(bits ^ text.charCodeAt(at), 0x01000193);
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
