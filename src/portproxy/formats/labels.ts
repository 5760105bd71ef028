import type { Row } from './format.ts';
import type { PortSpan } from '../port.ts';
import { hostAndPort } from '../host-address.ts';

/** A row as people read it, its values as they were typed: `v4tov4 *:http to web.example:80`. */
export function rowText({ entry }: Pick<Row, 'entry'>): string {
  const listen = hostAndPort(entry.listenAddress, entry.listenPort);
  return `${entry.family} ${listen} to ${hostAndPort(entry.connectAddress, entry.connectPort)}`;
}

/** Comment lines that stand before what a row became: what it is, and what is another than here. */
export function rowComment(row: Row): string[] {
  return [rowText(row), ...row.remarks].map((text) => `# ${text}`);
}

/**
 * A name for each row that other programs accept, all different: letters, digits, `-` and, where allowed, `.`; no
 * longer than `max`.
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

/** Each port listened on with the port connected to. */
export function portPairs({ from, to }: Row): { readonly listen: number; readonly connect: number }[] {
  const count = from.to - from.from + 1;
  const isOne = to.from === to.to;
  return Array.from({ length: count }, (_, at) => ({
    listen: from.from + at,
    connect: isOne ? to.from : to.from + at,
  }));
}

/** A span as `80` or `80-90`. */
export function spanText({ from, to }: PortSpan): string {
  return from === to ? String(from) : `${from}-${to}`;
}

/** Longest range that is written as one thing for each of its ports. */
const MAX_EXPANDED = 1000;

/** Why a range is too long to be written port by port. */
export function tooManyPorts({ from }: Row): string | undefined {
  const count = from.to - from.from + 1;
  return count > MAX_EXPANDED
    ? `Its ${count} ports would each be written alone; at most ${MAX_EXPANDED} are.`
    : undefined;
}

function plain(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '-')
    .replaceAll(/-{2,}/g, '-');
}
