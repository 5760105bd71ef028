import { visible } from '../../language/visible.ts';
import type { Row } from './format.ts';
import type { PortSpan } from '../port.ts';
import { tooManyNetworks } from './row-clients.ts';
import { hostAndPort } from '../host-address.ts';

/** Returns a row in words, on one line, its values as they were typed: `v4tov4 *:http to web.example:80`. */
export function rowText({ entry }: Pick<Row, 'entry'>): string {
  const listen = hostAndPort(entry.listenAddress, entry.listenPort);
  return visible(`${entry.family} ${listen} to ${hostAndPort(entry.connectAddress, entry.connectPort)}`);
}

/** Returns the comment lines to stand before a written row: the row in words, and how it differs from here. */
export function rowComment(row: Row): string[] {
  return [rowText(row), ...row.remarks].map(comment);
}

/** Returns a comment of one line, whatever its text holds. */
export function comment(text: string): string {
  return text === '' ? '#' : `# ${visible(text)}`;
}

/**
 * Returns a name for each row that other programs accept: letters, digits and `-`, at most `max` characters, all
 * different.
 */
export function rowNames(rows: readonly Row[], max = 100): string[] {
  const used = new Set<string>();
  return rows.map(({ entry, listen, from }) => {
    const host = listen.kind === 'every' ? 'any' : listen.host;
    const ports = from.to > from.from ? `${from.from}-${from.to}` : String(from.from);
    const wanted = plain(`netsh-${entry.family}-${host}-${ports}`);
    let name = wanted.slice(0, max).replace(/-+$/, '');
    for (let at = 2; used.has(name); at++) {
      const end = `-${at}`;
      name = wanted.slice(0, max - end.length) + end;
    }
    used.add(name);
    return name;
  });
}

/** Returns each port listened on with the port connected to. */
export function portPairs({ from, to }: Row): { readonly listen: number; readonly connect: number }[] {
  const count = from.to - from.from + 1;
  const isOne = to.from === to.to;
  return Array.from({ length: count }, (_, at) => ({
    listen: from.from + at,
    connect: isOne ? to.from : to.from + at,
  }));
}

/** Returns a span as `80` or `80-90`. */
export function spanText({ from, to }: PortSpan): string {
  return from === to ? String(from) : `${from}-${to}`;
}

/** Longest range that is written as one thing for each of its ports. */
const MAX_EXPANDED = 1000;

/** Returns why a range is too long to be written port by port, as a full sentence. */
export function tooManyPorts(row: Row): string | undefined {
  const count = row.from.to - row.from.from + 1;
  return count > MAX_EXPANDED
    ? `Its ${count} ports would each be written alone; at most ${MAX_EXPANDED} are.`
    : tooManyNetworks(row);
}

function plain(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '-')
    .replaceAll(/-{2,}/g, '-');
}
