/** Units of time, ms (nginx, "Configuration file measurement units"). */
const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
  M: 30 * 86_400_000,
  y: 365 * 86_400_000,
};

/** Returns a time of nginx in ms: parts such as `1h 30m`, a number without a unit in s. Undefined for a text that is none. */
export function nginxTime(text: string): number | undefined {
  if (text === '' || !/^(?:\d{1,12}(?:ms|[smhdwMy])\s{0,9}){0,8}(?:\d{1,12})?$/.test(text)) return undefined;
  let sum = 0;
  for (const [, digits, unit = 's'] of text.matchAll(/(\d{1,12})(ms|[smhdwMy])?/g))
    sum += Number(digits) * UNITS[unit]!;
  return sum;
}
