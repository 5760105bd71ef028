/** The highest bar stands for at least so many bytes per second, so that a trickle does not look like a flood. */
const LEAST_TOP = 1024;

/** Draws one bar for each value, the highest value as the highest bar, with blanks before the first value above 0. */
export function sparkline(values: readonly number[], bars: readonly string[]): string {
  const top = Math.max(LEAST_TOP, ...values);
  const first = values.findIndex((value) => value > 0);
  return values
    .map((value, at) => (first < 0 || at < first ? ' ' : bars[level(value, top, bars.length)]!))
    .join('');
}

function level(value: number, top: number, levels: number): number {
  if (value <= 0) return 0;
  return Math.min(levels - 1, 1 + Math.floor((value / top) * (levels - 1.001)));
}
