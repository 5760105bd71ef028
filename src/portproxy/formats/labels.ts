import { visible } from '../../language/visible.ts';
import { hasSeveralTargets } from '../targets.ts';
import type { Row, RowTarget } from './format.ts';
import type { PortSpan } from '../port.ts';
import { tooManyNetworks } from './row-clients.ts';
import { hostAndPort } from '../host-address.ts';

/** Returns a row in words, on one line, its values as they were typed: `v4tov4 *:http to web.example:80`. */
export function rowText({ entry }: Pick<Row, 'entry'>): string {
  const { family, listenAddress, listenPort, connectAddress, connectPort, protocol } = entry;
  const listen = hostAndPort(listenAddress, listenPort);
  const connect = hasSeveralTargets(connectAddress)
    ? `${connectAddress} port ${connectPort}`
    : hostAndPort(connectAddress, connectPort);
  return visible(`${family}${protocol === 'udp' ? ' udp' : ''} ${listen} to ${connect}`);
}

/**
 * Returns the comment lines to stand before a written row: the row in words, its comment and group, and how it differs
 * from here.
 */
export function rowComment(row: Row): string[] {
  const { comment: text, group } = row.entry;
  const own = [text, group === undefined ? undefined : `group ${group}`].filter((one) => one !== undefined);
  return [rowText(row), ...own, ...row.remarks].map(comment);
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
    const udp = entry.protocol === 'udp' ? '-udp' : '';
    const wanted = plain(`netsh-${entry.family}${udp}-${host}-${ports}`);
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

/** Returns each target with its port, where `port` is the one that those without a port of their own are connected to. */
export function targetsAt(
  { targets }: Pick<Row, 'targets'>,
  port: number,
): { readonly target: RowTarget; readonly port: number }[] {
  return targets.map((target) => ({ target, port: target.port ?? port }));
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
