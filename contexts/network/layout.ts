/** Width of a label, in columns. */
const WIDTH = 38;

/** Returns a line of a `Configuration for …` block; further values stand below the first. */
export function labelled(label: string, values: readonly string[]): string[] {
  const [first = 'None', ...others] = values;
  return [
    `    ${`${label}:`.padEnd(WIDTH)}${first}`,
    ...others.map((value) => `    ${' '.repeat(WIDTH)}${value}`),
  ];
}

/** Returns a value for a column; a dash where the system does not tell it. */
export function orDash(value: string | number | null): string {
  return value === null ? '-' : String(value);
}
