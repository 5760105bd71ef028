import { hostAndPort } from '../host-address.ts';
import type { ExportFile, Row, Writer } from './format.ts';
import { portPairs, rowComment, rowNames, rowText, tooManyPorts } from './labels.ts';

/** Where systemd has the program since /usr was merged. */
const PROXY = '/usr/lib/systemd/systemd-socket-proxyd';

/** Writes a pair of units for each target: what listens, and what connects. */
export const systemdWriter: Writer = {
  refuse: tooManyPorts,
  write(rows, head) {
    const names = rowNames(rows);
    return rows.flatMap((row, at) => units(row, names[at]!, head));
  },
};

function units(row: Row, name: string, head: readonly string[]): ExportFile[] {
  const pairs = portPairs(row);
  // One process of the proxy connects to one target, for any number of sockets.
  const own = row.targets[0]?.port;
  if (own !== undefined || row.to.from === row.to.to) {
    const ports = pairs.map((pair) => pair.listen);
    return pair({ row, name, head, ports, connect: own ?? row.to.from });
  }
  return pairs.flatMap(({ listen, connect }) =>
    pair({ row, name: `${name}-port-${listen}`, head, ports: [listen], connect }),
  );
}

interface Pair {
  readonly row: Row;
  readonly name: string;
  readonly head: readonly string[];
  readonly ports: readonly number[];
  readonly connect: number;
}

function pair({ row, name, head, ports, connect }: Pair): ExportFile[] {
  const { listen, connect: target } = row;
  const isOneAddress = listen.kind === 'literal' && listen.host !== '0.0.0.0' && listen.host !== '::';
  const socket = [
    ...head,
    ...rowComment(row),
    '[Unit]',
    `Description=netsh portproxy ${rowText(row)}`,
    '',
    '[Socket]',
    ...ports.map((port) => `ListenStream=${hostAndPort(listen.host, port)}`),
    ...(listen.version === 6 ? ['BindIPv6Only=ipv6-only'] : []),
    // `*` and one address of the same port are two sockets.
    'ReusePort=true',
    // An address that is not there yet when the machine starts is listened on all the same.
    ...(isOneAddress ? ['FreeBind=true'] : []),
    '',
    '[Install]',
    'WantedBy=sockets.target',
  ];
  const service = [
    ...rowComment(row),
    '[Unit]',
    `Description=netsh portproxy ${rowText(row)}`,
    `Requires=${name}.socket`,
    `After=${name}.socket`,
    '',
    '[Service]',
    `ExecStart=${PROXY} ${hostAndPort(target.host, connect)}`,
    'DynamicUser=true',
  ];
  return [
    { name: `${name}.socket`, lines: socket },
    { name: `${name}.service`, lines: service },
  ];
}
