import { networksOf } from '../../firewall/conditions/networks.ts';
import type { Row, Writer } from './format.ts';
import { portPairs, rowComment, rowNames, tooManyPorts } from './labels.ts';
import { openTo, tooManyNetworks } from './row-clients.ts';

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
  carriesClients: true,
  refuse: (row) => tooManyPorts(row) ?? unsaidClients(row),
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
    ...filterChain(row),
    '            - name: envoy.filters.network.tcp_proxy',
    '              typed_config:',
    `                "@type": ${TCP_PROXY}`,
    `                stat_prefix: ${name}`,
    `                cluster: ${name}`,
    // portproxy ends no connection because it is idle.
    '                idle_timeout: 0s',
  ];
}

function unsaidClients(row: Row): string | undefined {
  if (row.clients === undefined) return undefined;
  const open = openTo(row.clients);
  return open.length === 0 ? 'Rules let nobody connect to it.' : tooManyNetworks(row, [open]);
}

/**
 * The beginning of a filter chain, which is only for those who may connect: Envoy closes other connections at once. Its RBAC
 * filter waits for the first byte of a client, and meanwhile the target is dialled and may speak (envoyproxy/envoy#9023).
 */
function filterChain({ clients }: Row): string[] {
  if (clients === undefined) return ['        - filters:'];
  const ranges = networksOf(openTo(clients)).map(
    ({ address, length }) =>
      `              - { address_prefix: ${JSON.stringify(address)}, prefix_len: ${length} }`,
  );
  return [
    '        - filter_chain_match:',
    '            source_prefix_ranges:',
    ...ranges,
    '          filters:',
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
