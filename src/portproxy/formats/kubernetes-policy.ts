import { networkCidr, networksOf } from '../../firewall/conditions/networks.ts';
import { common, without } from '../../firewall/conditions/span-sets.ts';
import type { Row } from './format.ts';
import type { RowClients } from './row-clients.ts';

/**
 * Returns a NetworkPolicy that lets into the pods of a relay those who may connect to its rows; undefined where everybody
 * may. Pods that a policy selects take no other traffic, so that it names the ports of open rows too. Rows have the ports
 * of the relay.
 */
export function relayPolicy(name: string, rows: readonly Row[]): string[] | undefined {
  if (rows.every(({ clients }) => clients === undefined)) return undefined;
  return [
    'apiVersion: networking.k8s.io/v1',
    'kind: NetworkPolicy',
    'metadata:',
    `  name: ${name}`,
    'spec:',
    '  podSelector:',
    '    matchLabels:',
    `      app: ${name}`,
    '  policyTypes: [Ingress]',
    ...list('  ingress:', rows.flatMap(ingress)),
  ];
}

function list(head: string, lines: readonly string[]): string[] {
  return lines.length > 0 ? [head, ...lines] : [`${head} []`];
}

function ingress({ clients, from: { from, to } }: Row): string[] {
  const blocks = clients === undefined ? [] : ipBlocks(clients);
  // Without `from` it would let everybody in.
  if (clients !== undefined && blocks.length === 0) return [];
  return [
    '    - ports:',
    '        - protocol: TCP',
    `          port: ${from}`,
    ...(to > from ? [`          endPort: ${to}`] : []),
    ...(blocks.length > 0 ? ['      from:', ...blocks] : []),
  ];
}

/** Networks that are let in, each without those in it that are blocked. */
function ipBlocks({ block, allow, others, among }: RowClients): string[] {
  return networksOf(others === 'allow' ? among : allow).flatMap((network) => {
    const whole = [network.span];
    const except = common(whole, block);
    if (without(whole, except).length === 0) return [];
    const lines = ['        - ipBlock:', `            cidr: ${JSON.stringify(networkCidr(network))}`];
    if (except.length === 0) return lines;
    const holes = networksOf(except).map((one) => `              - ${JSON.stringify(networkCidr(one))}`);
    return lines.concat('            except:', holes);
  });
}
