/** A column of a table of ours: its heading, and whether it is aligned to the right. */
export interface Column {
  readonly title: string;
  readonly right?: true;
}

/** Returns rows under headings and dashes: columns as wide as their widest value, two blanks apart, none at the end. */
export function tableLines(columns: readonly Column[], rows: readonly (readonly string[])[]): string[] {
  const widths = columns.map((column, at) =>
    rows.reduce((most, row) => Math.max(most, row[at]?.length ?? 0), column.title.length),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, at) => (columns[at]?.right ? cell.padStart(widths[at]!) : cell.padEnd(widths[at]!)))
      .join('  ')
      .trimEnd();
  return [line(columns.map((column) => column.title)), line(widths.map((width) => '-'.repeat(width)))].concat(
    rows.map(line),
  );
}

/** Returns a number of bytes in at most four digits, in units of 1024. */
export function bytesText(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${unit === 0 ? String(value) : value.toFixed(1)} ${units[unit]!}`;
}

/** Returns a number of bytes in at most four characters, in units of 1024: `999`, `1.2K`, `35M`. */
export function shortBytesText(bytes: number): string {
  const units = ['', 'K', 'M', 'G', 'T'];
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${unit === 0 || value >= 9.95 ? Math.round(value) : value.toFixed(1)}${units[unit]!}`;
}

/** Returns a duration, given in ms, in its two largest units, such as `2h 05m`. */
export function ageText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return `${seconds}s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m ${two(seconds % 60)}s`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)}h ${two(Math.floor(seconds / 60) % 60)}m`;
  return `${Math.floor(seconds / 86_400)}d ${two(Math.floor(seconds / 3600) % 24)}h`;
}

/** Returns the time of day of a moment, given in ms since 1970, in this machine's time zone. */
export function clockTime(at: number): string {
  const date = new Date(at);
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':');
}

/** Returns the day and time of a moment, given in ms since 1970, in this machine's time zone: `2026-05-01 14:03:07`. */
export function dateTime(at: number): string {
  const date = new Date(at);
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
  return `${day} ${clockTime(at)}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

/** Returns counts by name, the highest first. */
export function mostFirst(counts: Readonly<Record<string, number>>): [string, number][] {
  return Object.entries(counts).toSorted((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}
