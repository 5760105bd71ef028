import type { Row, Writer } from './format.ts';
import { portPairs, rowComment, rowNames, tooManyPorts } from './labels.ts';

const TCP_PROXY = 'type.googleapis.com/envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy';

interface Part {
  readonly row: Row;
  readonly name: string;
  readonly listen: number;
  readonly connect: number;
  readonly isFirst: boolean;
}

/** Writes a listener and a cluster for each port. */
export const envoyWriter: Writer = {
  refuse: tooManyPorts,
  write(rows, head) {
    const parts = partsOf(rows);
    const lines = [
      ...head,
      'static_resources:',
      ...list('listeners', parts.flatMap(listener)),
      ...list('clusters', parts.flatMap(cluster)),
    ];
    return [{ name: 'envoy.yaml', lines }];
  },
};

function list(name: string, lines: readonly string[]): string[] {
  return lines.length > 0 ? [`  ${name}:`, ...lines] : [`  ${name}: []`];
}

function partsOf(rows: readonly Row[]): Part[] {
  const names = rowNames(rows);
  return rows.flatMap((row, at) => {
    const pairs = portPairs(row);
    return pairs.map(({ listen, connect }, index) => {
      const name = pairs.length > 1 ? `${names[at]}-port-${listen}` : names[at]!;
      return { row, name, listen, connect, isFirst: index === 0 };
    });
  });
}

function listener({ row, name, listen, isFirst }: Part): string[] {
  return [
    ...(isFirst ? rowComment(row).map((line) => `    ${line}`) : []),
    `    - name: ${name}`,
    `      address: ${socketAddress(row.listen.host, listen)}`,
    '      filter_chains:',
    '        - filters:',
    '            - name: envoy.filters.network.tcp_proxy',
    '              typed_config:',
    `                "@type": ${TCP_PROXY}`,
    `                stat_prefix: ${name}`,
    `                cluster: ${name}`,
    // portproxy ends no connection because it is idle.
    '                idle_timeout: 0s',
  ];
}

function cluster({ row: { connect }, name, connect: port }: Part): string[] {
  const isName = connect.kind === 'name';
  return [
    `    - name: ${name}`,
    `      type: ${isName ? 'LOGICAL_DNS' : 'STATIC'}`,
    ...(isName ? [`      dns_lookup_family: V${connect.version}_ONLY`] : []),
    '      connect_timeout: 10s',
    '      load_assignment:',
    `        cluster_name: ${name}`,
    '        endpoints:',
    '          - lb_endpoints:',
    '              - endpoint:',
    `                  address: ${socketAddress(connect.host, port)}`,
  ];
}

function socketAddress(host: string, port: number): string {
  return `{ socket_address: { address: ${JSON.stringify(host)}, port_value: ${port} } }`;
}
