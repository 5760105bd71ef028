import { networksOf } from '../../firewall/conditions/networks.ts';
import type { Row, Writer } from './format.ts';
import { portPairs, rowComment, rowNames, tooManyPorts } from './labels.ts';
import { boundedSeconds, longTimes } from './row-options.ts';
import { envoyCluster, socketAddress } from './envoy-cluster.ts';
import { openTo, tooManyNetworks } from './row-clients.ts';

const UDP_PROXY = 'type.googleapis.com/envoy.extensions.filters.udp.udp_proxy.v3';
const PROXY_PROTOCOL =
  'type.googleapis.com/envoy.extensions.filters.listener.proxy_protocol.v3.ProxyProtocol';
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
  refuse: (row) => tooManyPorts(row) ?? unsaidClients(row) ?? unsaidOfUdp(row),
  remarks: ({ options }) => longTimes(options, ['idletimeout', 'connecttimeout', 'check']),
  write(rows, head) {
    const parts = partsOf(rows);
    const lines = [
      ...head,
      'static_resources:',
      ...list('listeners', parts.flatMap(listener)),
      ...list(
        'clusters',
        parts.flatMap(({ row, name, connect }) => envoyCluster(row, name, connect)),
      ),
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

function listener(part: Part): string[] {
  const { row, name, listen, isFirst } = part;
  return [
    ...(isFirst ? rowComment(row).map((line) => `    ${line}`) : []),
    `    - name: ${name}`,
    `      address: ${socketAddress(row.listen.host, listen, row.entry.protocol)}`,
    ...(row.entry.protocol === 'udp' ? udpProxy(part) : tcpProxy(part)),
  ];
}

function tcpProxy({ row, name }: Part): string[] {
  const { idleMs, maxAgeMs, acceptProxy, balance } = row.options;
  const several = row.targets.length > 1;
  return [
    ...(acceptProxy
      ? [
          // A client has 3 s for its header (entries.md).
          '      listener_filters_timeout: 3s',
          '      listener_filters:',
          '        - name: envoy.filters.listener.proxy_protocol',
          '          typed_config:',
          `            "@type": ${PROXY_PROTOCOL}`,
        ]
      : []),
    '      filter_chains:',
    ...filterChain(row),
    '            - name: envoy.filters.network.tcp_proxy',
    '              typed_config:',
    `                "@type": ${TCP_PROXY}`,
    `                stat_prefix: ${name}`,
    `                cluster: ${name}`,
    // portproxy ends no connection because it is idle.
    `                idle_timeout: ${idleMs === 0 ? '0s' : boundedSeconds(idleMs)}`,
    ...(maxAgeMs === 0
      ? []
      : [`                max_downstream_connection_duration: ${boundedSeconds(maxAgeMs)}`]),
    ...(several ? [`                max_connect_attempts: ${row.targets.length}`] : []),
    ...(several && balance === 'source' ? ['                hash_policy: [{ source_ip: {} }]'] : []),
  ];
}

/** Datagrams: Envoy drops those of more than 1,500 bytes unless it is told otherwise. */
function udpProxy({ row, name }: Part): string[] {
  const { idleMs, balance } = row.options;
  return [
    '      udp_listener_config:',
    '        downstream_socket_config: { max_rx_datagram_size: 65535 }',
    '      listener_filters:',
    '        - name: envoy.filters.udp_listener.udp_proxy',
    '          typed_config:',
    `            "@type": ${UDP_PROXY}.UdpProxyConfig`,
    `            stat_prefix: ${name}`,
    `            idle_timeout: ${boundedSeconds(idleMs)}`,
    '            upstream_socket_config: { max_rx_datagram_size: 65535 }',
    ...(row.targets.length > 1 && balance === 'source'
      ? ['            hash_policies: [{ source_ip: true }]']
      : []),
    '            matcher:',
    '              on_no_match:',
    '                action:',
    '                  name: route',
    '                  typed_config:',
    `                    "@type": ${UDP_PROXY}.Route`,
    `                    cluster: ${name}`,
  ];
}

/** Returns what Envoy cannot do for datagrams although it can for connections, as a full sentence. */
function unsaidOfUdp({ entry, clients, options }: Row): string | undefined {
  if (entry.protocol !== 'udp') return undefined;
  if (clients !== undefined) return 'Rules say who may connect to it, and Envoy asks nobody about UDP.';
  if (options.sendProxy !== 'none')
    return 'It has sendproxy: Envoy sends no PROXY protocol header before datagrams.';
  if (options.source !== undefined) return 'It has sourceaddress: Envoy has none for UDP.';
  return options.checkMs > 0
    ? 'It has check: Envoy would check targets of UDP by connections of TCP.'
    : undefined;
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
function filterChain({ clients, options }: Row): string[] {
  if (clients === undefined) return ['        - filters:'];
  const ranges = networksOf(openTo(clients)).map(
    ({ address, length }) =>
      `              - { address_prefix: ${JSON.stringify(address)}, prefix_len: ${length} }`,
  );
  return [
    '        - filter_chain_match:',
    // Rules judge the peer, not the client that it tells.
    `            ${options.acceptProxy ? 'direct_source_prefix_ranges' : 'source_prefix_ranges'}:`,
    ...ranges,
    '          filters:',
  ];
}
