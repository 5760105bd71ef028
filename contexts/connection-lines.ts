import { keyLabel, listenLabel, parseKey } from '../src/portproxy/key.ts';
import type { ConnectionInfo } from '../src/relay/relay.ts';
import { ageText, shortBytesText, tableLines } from './layout.ts';

/** Width that the table keeps to where it can, in cells. */
const WIDTH = 80;

/**
 * Returns the table of connections. An entry has its whole name where every row then fits into `width` cells, else that of
 * its listen side, else only its port where no other entry has that: rows of IPv4 addresses fit into 80 cells.
 */
export function connectionLines(connections: readonly ConnectionInfo[], width: number = WIDTH): string[] {
  const isOfMany = connections.some(({ machine }) => machine !== undefined);
  const rows = connections.map((one) => [
    one.machine ?? '',
    String(one.id),
    one.entry,
    one.client,
    one.target,
    ageText(ageOf(one)).replace(' ', ''),
    shortBytesText(one.bytesUp),
    shortBytesText(one.bytesDown),
  ]);
  const keys = new Set(connections.map((one) => one.entry));
  const [whole, listen, port] = [keyLabel, sideLabel, portLabels(keys)].map((labelOf) =>
    table(rows, labelOf, isOfMany),
  );
  return [whole!, listen!].find((lines) => lines.every((line) => line.length <= width)) ?? port!;
}

/** Returns the time since a connection began, ms; an older service tells only when that was. */
export function ageOf({ ageMs, startedAt }: ConnectionInfo): number {
  return ageMs ?? Math.max(0, Date.now() - startedAt);
}

/** `isOfMany`: the connections are those of many machines, each of which is named. */
function table(
  rows: readonly (readonly string[])[],
  labelOf: (key: string) => string,
  isOfMany: boolean,
): string[] {
  return tableLines(
    [
      ...(isOfMany ? [{ title: 'Machine' }] : []),
      { title: 'Id', right: true },
      { title: 'Entry' },
      { title: 'Client' },
      { title: 'Target' },
      { title: 'Age', right: true },
      { title: 'Up', right: true },
      { title: 'Down', right: true },
    ],
    rows.map(([machine = '', id = '', key = '', ...others]) => [
      ...(isOfMany ? [machine] : []),
      id,
      labelOf(key),
      ...others,
    ]),
  );
}

function sideLabel(key: string): string {
  const side = parseKey(key);
  return side ? listenLabel(side) : key;
}

/** Returns the port of an entry, and its protocol where that is not TCP: `53 udp`. */
function portOf(key: string): string {
  const side = parseKey(key);
  if (!side) return key;
  return side.protocol === undefined ? side.listenPort : `${side.listenPort} ${side.protocol}`;
}

/** Returns a label that is the port of an entry where it is the only one with that, else its listen side. */
function portLabels(keys: ReadonlySet<string>): (key: string) => string {
  const known = new Map<string, number>();
  for (const key of keys) {
    const port = portOf(key);
    known.set(port, (known.get(port) ?? 0) + 1);
  }
  return (key) => {
    const port = portOf(key);
    return known.get(port) === 1 ? port : sideLabel(key);
  };
}
