/** Units of time, ms (manual, section 2.5). */
const UNITS: Readonly<Record<string, number>> = {
  us: 0.001,
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** Returns a time of HAProxy in whole ms; a number without a unit is in ms. Undefined for a text that is none. */
export function haproxyTime(text: string): number | undefined {
  const [, digits, unit = 'ms'] = /^(\d{1,12})(us|ms|[smhd])?$/.exec(text) ?? [];
  return digits === undefined ? undefined : Math.round(Number(digits) * UNITS[unit]!);
}
