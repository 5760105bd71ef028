import { literalVersion } from '../address.ts';
import { type Family, type IpVersion, familyOf } from '../family.ts';
import type { Protocol } from '../key.ts';
import { RULE_LINE } from '../show.ts';
import { linesOf } from './decode.ts';
import type { Reader } from './format.ts';
import type { Rows } from './rows.ts';

/** Reads the rows of tables (spec section 5); what stands around the tables is counted. */
export const readShowText: Reader = (text, rows) => {
  let title: Title | undefined;
  let isTable = false;
  let above: string[] = [];
  for (const [at, line] of linesOf(text).entries()) {
    if (RULE_LINE.test(line)) {
      title = titleOf(above);
      // The title and the headings belong to the table.
      const outside = above.length - HEADINGS;
      if (outside > 0) rows.count('lines outside of the tables', outside);
      above = [];
      isTable = true;
    } else if (line.trim() === '') isTable = false;
    else if (isTable) readRow(line, at + 1, title, rows);
    else above.push(line);
  }
  if (above.length > 0) rows.count('lines outside of the tables', above.length);
};

/** What a title tells of the rows below it. */
interface Title {
  readonly family: Family;
  readonly protocol: Protocol;
}

/** A title and a line of headings stand above the dashes. */
const HEADINGS = 2;

function readRow(line: string, number: number, title: Title | undefined, rows: Rows): void {
  const values = line.trim().split(/\s+/);
  const [listenAddress, listenPort, connectAddress, connectPort] = values;
  if (
    listenAddress === undefined ||
    listenPort === undefined ||
    connectAddress === undefined ||
    connectPort === undefined ||
    values.length > 4
  ) {
    rows.fault(number, 'A row has four values: two addresses with their ports.');
  } else if (title === undefined && literalVersion(listenAddress) === undefined) {
    rows.fault(number, 'Neither a title nor its addresses tell whether it listens on IPv4 or IPv6.');
  } else rows.add({ ...title, listenAddress, listenPort, connectAddress, connectPort }, number);
}

/**
 * The family that a title tells by its digits, such as `Listen on ipv4:  Connect to ipv6:`, and the protocol, which our own
 * `show all` writes of UDP (`Listen on ipv4 udp:`); the last title counts.
 */
function titleOf(above: readonly string[]): Title | undefined {
  for (const line of above.toReversed()) {
    const [listen, connect] = [...line.matchAll(/ipv([46])/gi)].map((match) => match[1]);
    if (listen === undefined || connect === undefined) continue;
    const protocol = /ipv[46] udp\b/i.test(line) ? 'udp' : 'tcp';
    return { family: familyOf(digit(listen), digit(connect)), protocol };
  }
  return undefined;
}

function digit(text: string): IpVersion {
  return text === '4' ? 4 : 6;
}
