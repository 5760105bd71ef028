import type { Entry } from './entry.ts';
import { FAMILIES, type Family, connectVersion, listenVersion } from './family.ts';
import { PROTOCOLS, type Protocol } from './key.ts';

/** The line of dashes between the headings and the rows of a section. */
export const RULE_LINE = /^\s*-{10,}\s+-{5,}\s+-{10,}\s+-{5,}\s*$/;

/**
 * Returns the table as netsh prints it (spec section 5): one blank line, then a section for each family that has
 * entries, each followed by one blank line. Longer values shift the row and are never cut. UDP entries, which Windows
 * does not have, stand in sections of their own after all others.
 */
export function showTable(entries: readonly Entry[], families: readonly Family[] = FAMILIES): string[] {
  const sections = PROTOCOLS.flatMap((protocol) =>
    families.flatMap((family) => {
      const rows = entries.filter((entry) => entry.family === family && entry.protocol === protocol);
      return rows.length > 0 ? [...heading(family, protocol), ...rows.map(row), ''] : [];
    }),
  );
  return ['', ...sections];
}

/** Width of the listen side, cells: an address, a port, and the blanks between and behind them. */
const LISTEN_WIDTH = 28;

function heading(family: Family, protocol: Protocol): string[] {
  const listens = `Listen on ipv${listenVersion(family)}${protocol === 'tcp' ? '' : ` ${protocol}`}:`;
  return [
    `${listens.padEnd(LISTEN_WIDTH)}Connect to ipv${connectVersion(family)}:`,
    '',
    'Address         Port        Address         Port',
    '--------------- ----------  --------------- ----------',
  ];
}

function row(entry: Entry): string {
  const listen = `${entry.listenAddress.padEnd(15)} ${entry.listenPort.padEnd(10)}`;
  return `${listen}  ${entry.connectAddress.padEnd(15)} ${entry.connectPort}`;
}
