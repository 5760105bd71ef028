/** A value in a column; what the system does not tell is a dash. */
export function orDash(value: string | number | null): string {
  return value === null ? '-' : String(value);
}
