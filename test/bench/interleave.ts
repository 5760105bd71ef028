/** One way of doing the work that is measured: gives how long it took, ms, or does it and is timed. */
export interface Contestant {
  readonly name: string;
  run(): void | Promise<void>;
}

/**
 * Runs every contestant in turn, for as many rounds as asked after one to warm up, and prints medians and the median of
 * the ratios to the first contestant within a round: noise that lasts longer than a round cancels out.
 */
export async function interleave(contestants: readonly Contestant[], rounds: number): Promise<void> {
  const times = contestants.map((): number[] => []);
  for (let round = -1; round < rounds; round++) {
    for (const [at, contestant] of contestants.entries()) {
      const start = performance.now();
      await contestant.run();
      if (round >= 0) times[at]!.push(performance.now() - start);
    }
  }
  const base = times[0]!;
  for (const [at, { name }] of contestants.entries()) {
    const own = times[at]!;
    const ratio = median(own.map((time, round) => time / base[round]!));
    console.log(
      `${name.padEnd(40)} ${median(own).toFixed(1).padStart(9)} ms  ${ratio.toFixed(2).padStart(6)} x`,
    );
  }
}

/** The middle value. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
