import { bytesText } from '../../../../contexts/layout.ts';

const UNITS = ['B', 'K', 'M', 'G', 'T', 'P', 'E'];

/** Returns bytes in at most six cells, in units of 1024, the unit always last: `0`, `999B`, `1.0K`, `999.9M`. */
export function shortBytes(bytes: number): string {
  let value = Math.round(bytes);
  if (value < 1) return '0';
  if (value < 1000) return `${value}B`;
  let unit = 0;
  do {
    value /= 1024;
    unit++;
  } while (value >= 999.95 && unit < UNITS.length - 1);
  return `${value.toFixed(1)}${UNITS[unit]!}`;
}

/** Returns a count in at most five cells: in full up to 99999, then in thousands, millions and so on. */
export function shortCount(count: number): string {
  if (count < 100_000) return String(count);
  let value = count;
  let unit = 0;
  do {
    value /= 1000;
    unit++;
  } while (value >= 999.95 && unit < 4);
  return `${value.toFixed(value < 99.95 ? 1 : 0)}${'kMGT'[unit - 1]!}`;
}

/** Returns bytes in a unit, and exactly where the unit rounds. */
export function longBytes(bytes: number): string {
  return bytes < 1000 ? `${bytes} bytes` : `${bytesText(bytes)} (${bytes} bytes)`;
}
