import type { Entry } from './entry.ts';
import { FAMILIES, type Family, connectVersion, listenVersion } from './family.ts';

/** The line of dashes between the headings and the rows of a section. */
export const RULE_LINE = /^\s*-{10,}\s+-{5,}\s+-{10,}\s+-{5,}\s*$/;

/**
 * Returns the table as netsh prints it (spec section 5): one blank line, then a section for each family that has
 * entries, each followed by one blank line. Longer values shift the row and are never cut.
 */
export function showTable(entries: readonly Entry[], families: readonly Family[] = FAMILIES): string[] {
  const sections = families.flatMap((family) => {
    const rows = entries.filter((entry) => entry.family === family);
    return rows.length > 0 ? [...heading(family), ...rows.map(row), ''] : [];
  });
  return ['', ...sections];
}

function heading(family: Family): string[] {
  const connect = connectVersion(family);
  return [
    `Listen on ipv${listenVersion(family)}:             Connect to ipv${connect}:`,
    '',
    'Address         Port        Address         Port',
    '--------------- ----------  --------------- ----------',
  ];
}

function row(entry: Entry): string {
  const listen = `${entry.listenAddress.padEnd(15)} ${entry.listenPort.padEnd(10)}`;
  return `${listen}  ${entry.connectAddress.padEnd(15)} ${entry.connectPort}`;
}
