import type { RowTarget, Row } from './format.ts';
import { targetsAt } from './labels.ts';
import { boundedSeconds } from './row-options.ts';

const PROXY_PROTOCOL =
  'type.googleapis.com/envoy.extensions.transport_sockets.proxy_protocol.v3.ProxyProtocolUpstreamTransport';
const RAW_BUFFER = 'type.googleapis.com/envoy.extensions.transport_sockets.raw_buffer.v3.RawBuffer';

/** Returns a cluster with the targets of a row, where `port` is that of targets without one of their own. */
export function envoyCluster(row: Row, name: string, port: number): string[] {
  const { targets, options, connect } = row;
  return [
    `    - name: ${name}`,
    `      type: ${clusterType(targets)}`,
    ...(targets.some(isName) ? [`      dns_lookup_family: V${connect.version}_ONLY`] : []),
    `      connect_timeout: ${boundedSeconds(options.connectMs)}`,
    ...choice(row),
    ...check(row),
    ...sourceAddress(row),
    ...proxyProtocol(row),
    '      load_assignment:',
    `        cluster_name: ${name}`,
    '        endpoints:',
    ...endpoints(row, port),
  ];
}

/** Returns an address of Envoy's configuration, in one line. */
export function socketAddress(
  host: string,
  port: number,
  protocol: Row['entry']['protocol'] = 'tcp',
): string {
  const how = protocol === 'udp' ? 'protocol: UDP, ' : '';
  return `{ socket_address: { ${how}address: ${JSON.stringify(host)}, port_value: ${port} } }`;
}

function isName({ kind }: RowTarget): boolean {
  return kind === 'name';
}

/** LOGICAL_DNS takes one name alone; STRICT_DNS takes addresses besides. */
function clusterType(targets: readonly RowTarget[]): string {
  if (!targets.some(isName)) return 'STATIC';
  return targets.length === 1 ? 'LOGICAL_DNS' : 'STRICT_DNS';
}

const POLICY = {
  first: 'ROUND_ROBIN',
  roundrobin: 'ROUND_ROBIN',
  leastconnections: 'LEAST_REQUEST',
  source: 'RING_HASH',
} as const;

/** How one of several targets is chosen; one that cannot be connected to is passed over for a time that grows. */
function choice({ targets, options }: Row): string[] {
  if (targets.length === 1) return [];
  return [
    `      lb_policy: ${POLICY[options.balance]}`,
    '      outlier_detection:',
    '        consecutive_5xx: 1',
    '        interval: 1s',
    '        base_ejection_time: 1s',
    '        max_ejection_time: 60s',
    '        max_ejection_percent: 100',
  ];
}

function check({ options: { checkMs, connectMs } }: Row): string[] {
  if (checkMs === 0) return [];
  return [
    '      health_checks:',
    `        - timeout: ${boundedSeconds(connectMs)}`,
    `          interval: ${boundedSeconds(checkMs)}`,
    // Otherwise a target without connections is checked once a minute.
    `          no_traffic_interval: ${boundedSeconds(checkMs)}`,
    '          unhealthy_threshold: 1',
    '          healthy_threshold: 1',
    '          tcp_health_check: {}',
  ];
}

function sourceAddress({ options: { source } }: Row): string[] {
  if (source === undefined) return [];
  return [
    '      upstream_bind_config:',
    `        source_address: { address: ${JSON.stringify(source)}, port_value: 0 }`,
  ];
}

function proxyProtocol({ options: { sendProxy } }: Row): string[] {
  if (sendProxy === 'none') return [];
  return [
    '      transport_socket:',
    '        name: envoy.transport_sockets.upstream_proxy_protocol',
    '        typed_config:',
    `          "@type": ${PROXY_PROTOCOL}`,
    `          config: { version: ${sendProxy.toUpperCase()} }`,
    '          transport_socket:',
    '            name: envoy.transport_sockets.raw_buffer',
    '            typed_config:',
    `              "@type": ${RAW_BUFFER}`,
  ];
}

/** With `first`, each target is taken only while all before it are down: priority 0 goes first. */
function endpoints(row: Row, port: number): string[] {
  const isFirst = row.options.balance === 'first';
  const { protocol } = row.entry;
  const one = (target: RowTarget, at: number): string[] => [
    '              - endpoint:',
    `                  address: ${socketAddress(target.host, at, protocol)}`,
  ];
  const all = targetsAt(row, port);
  if (!isFirst || all.length === 1) {
    return ['          - lb_endpoints:', ...all.flatMap(({ target, port: at }) => one(target, at))];
  }
  return all.flatMap(({ target, port: at }, priority) =>
    [`          - priority: ${priority}`, '            lb_endpoints:'].concat(one(target, at)),
  );
}
