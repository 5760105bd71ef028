import { hostAndPort } from '../host-address.ts';
import type { Row, Writer } from './format.ts';
import { portPairs, rowComment, targetsAt, tooManyPorts } from './labels.ts';
import { LONGEST_MS, longTimes } from './row-options.ts';

/** Writes an endpoint for each port. */
export const realmWriter: Writer = {
  refuse: (row) => unsaidOption(row) ?? tooManyPorts(row),
  remarks: realmRemarks,
  write(rows, head) {
    const lines = rows.flatMap(endpoints);
    return [{ name: 'realm.toml', lines: [...head, ...(lines.length > 0 ? lines : ['endpoints = []'])] }];
  },
};

/** Returns why realm cannot say an option of a row, as a full sentence. */
function unsaidOption({ entry, targets, options: { balance, sendProxy } }: Row): string | undefined {
  const isUdp = entry.protocol === 'udp';
  if (isUdp && sendProxy !== 'none')
    return 'It has sendproxy: realm sends no PROXY protocol header before datagrams.';
  if (targets.length === 1) return undefined;
  if (isUdp) return 'It has several targets: realm balances TCP alone.';
  return balance === 'first' || balance === 'leastconnections'
    ? `It has several targets and balance=${balance}: realm takes turns or goes by the address of the client.`
    : undefined;
}

function realmRemarks({ entry, targets, options }: Row): string[] {
  const tags = entry.protocol === 'udp' ? ['idletimeout'] : ['connecttimeout'];
  const remarks = longTimes(options, tags);
  if (targets.length > 1) remarks.push('realm passes over no target that does not answer.');
  return remarks;
}

function endpoints(row: Row): string[] {
  return ['', ...rowComment(row), ...portPairs(row).flatMap((pair) => endpoint(row, pair))];
}

function endpoint(
  row: Row,
  { listen, connect }: { readonly listen: number; readonly connect: number },
): string[] {
  return [
    '[[endpoints]]',
    `listen = ${JSON.stringify(hostAndPort(row.listen.host, listen))}`,
    ...remotes(row, connect),
    ...(row.options.source === undefined ? [] : [`through = ${JSON.stringify(row.options.source)}`]),
    ...network(row),
  ];
}

const BALANCE = { first: '', leastconnections: '', roundrobin: 'roundrobin', source: 'iphash' } as const;

function remotes(row: Row, connect: number): string[] {
  const [first = '', ...others] = targetsAt(row, connect).map(({ target, port }) =>
    JSON.stringify(hostAndPort(target.host, port)),
  );
  if (others.length === 0) return [`remote = ${first}`];
  const shares = [first, ...others].map(() => '1').join(', ');
  return [
    `remote = ${first}`,
    `extra_remotes = [${others.join(', ')}]`,
    `balance = "${BALANCE[row.options.balance]}: ${shares}"`,
  ];
}

function network({ entry, listen, options }: Row): string[] {
  const { connectMs, idleMs, sendProxy, acceptProxy } = options;
  const isUdp = entry.protocol === 'udp';
  const settings = [
    ...(listen.version === 6 ? ['ipv6_only = true'] : []),
    ...(isUdp ? ['no_tcp = true', 'use_udp = true', `udp_timeout = ${seconds(idleMs)}`] : []),
    // realm's own is 5 s.
    ...(isUdp ? [] : ['use_udp = false', `tcp_timeout = ${seconds(connectMs)}`]),
    ...(sendProxy === 'none'
      ? []
      : ['send_proxy = true', `send_proxy_version = ${sendProxy === 'v1' ? 1 : 2}`]),
    ...(acceptProxy ? ['accept_proxy = true', 'accept_proxy_timeout = 3'] : []),
  ];
  return [`network = { ${settings.join(', ')} }`];
}

/** realm knows whole seconds: a part of one counts as a whole one. */
function seconds(ms: number): number {
  return Math.ceil((ms === 0 ? LONGEST_MS : Math.min(ms, LONGEST_MS)) / 1000);
}
