import { portAccess } from '../../firewall/access.ts';
import { type CompiledRule, CompiledRules, LOCAL_PORT } from '../../firewall/compiled-rule.ts';
import { addressKey } from '../../firewall/conditions/address-bits.ts';
import {
  EVERY_IPV4,
  EVERY_IPV6,
  common,
  covers,
  merged,
  without,
} from '../../firewall/conditions/span-sets.ts';
import { type Spans, has } from '../../firewall/conditions/spans.ts';
import type { FirewallRule, Rulebook } from '../../firewall/rule.ts';
import type { Row } from './format.ts';
import type { RowClients } from './row-clients.ts';

/** What is asked about a row; undefined: everybody may connect, so that there is nothing to carry. */
type ClientsOf = (row: Pick<Row, 'entry' | 'listen' | 'from'>) => RowClients | string | undefined;

/**
 * Returns what says who may connect to a row by rules of advfirewall, or in a full sentence why a format cannot; `title` is
 * the name of the format.
 */
export function clientsByRules({ rules, policies }: Rulebook, title: string): ClientsOf {
  // What localsubnet means elsewhere is not known here.
  const compiled = new CompiledRules({ localSubnets: [] });
  const inbound = rules
    .filter(({ direction, enabled }) => direction === 'in' && enabled)
    .map((rule) => compiled.of(rule))
    .filter(({ isActive }) => isActive);
  return (row) => {
    const { from, listen, entry } = row;
    const about = inbound.filter(({ axes }) => meets(axes[LOCAL_PORT], from)).map(({ rule }) => rule);
    const access = portAccess({ rules: about, policies }, from, entry.protocol);
    const isClosed = access.others === 'rules' || access.others === 'blocked';
    // Where everybody may connect, a rule that allows it changes nothing.
    const allowing = isClosed ? access.allow.map((rule) => compiled.of(rule)) : [];
    const blocking = access.block.map((rule) => compiled.of(rule));
    if (!isClosed && blocking.length === 0) return undefined;
    const among =
      listen.kind === 'name' ? [EVERY_IPV4, EVERY_IPV6] : [listen.version === 4 ? EVERY_IPV4 : EVERY_IPV6];
    if (listen.version === 6 && typeof addressKey(listen.host) === 'number') {
      return `Rules say who may connect to it, and its address is one of IPv4 in IPv6: ${title} may not know its clients.`;
    }
    const block = clientsOf(blocking, row, among, title);
    if (typeof block === 'string') return block;
    const allow = clientsOf(allowing, row, among, title);
    if (typeof allow === 'string') return allow;
    return simplest({ block, allow, others: isClosed ? 'deny' : 'allow', among });
  };
}

/** The same with as few words as possible; undefined where everybody may connect. */
function simplest({ block, allow, others, among }: RowClients): RowClients | undefined {
  const isOpen = others === 'allow' || without(among, allow).length === 0;
  const open = without(isOpen ? among : allow, block);
  if (open.length === 0) return { block: [], allow: [], others: 'deny', among };
  if (isOpen) return block.length === 0 ? undefined : { block, allow: [], others: 'allow', among };
  return { block: common(block, allow), allow, others, among };
}

/** The clients of all rules; or why one of them cannot be told. */
function clientsOf(
  rules: readonly CompiledRule[],
  { listen, from }: Pick<Row, 'listen' | 'from'>,
  among: Spans,
  title: string,
): Spans | string {
  const all: Spans[] = [];
  for (const { rule, axes } of rules) {
    const [ports, local, , remote] = axes;
    const isAllowList = rule.action !== 'block' && rule.localPort !== 'any';
    const cannot = (what: string): string => `Rule ${rule.name} ${what}, which ${title} cannot tell.`;
    const isWhole = ports === undefined || covers(ports, from);
    // An allow rule closes the ports that it names, whomever it lets in.
    if (isAllowList && !isWhole) return cannot('is about some of its ports only (localport)');
    if (means(rule.localIp)) return cannot('means the networks of this machine (localsubnet)');
    const place = placeOf(local, listen, among);
    const clients = remote === undefined ? among : common(remote, among);
    const isLocal = means(rule.remoteIp);
    if (place === 'other' || (clients.length === 0 && !isLocal)) continue;
    if (place === 'partly') return cannot('is about some addresses of this machine only (localip)');
    if (!isWhole) return cannot('is about some of its ports only (localport)');
    if (rule.remotePort !== 'any') return cannot('names ports of clients (remoteport)');
    if (isLocal) return cannot('means the networks of this machine (localsubnet)');
    all.push(clients);
  }
  return merged(all.flat());
}

/** Whether a rule about addresses of this machine is about the one on which a row listens. */
function placeOf(
  local: Spans | undefined,
  { kind, host }: Row['listen'],
  among: Spans,
): 'same' | 'other' | 'partly' {
  if (local === undefined) return 'same';
  const key = kind === 'literal' && !EVERY.has(host) ? addressKey(host) : undefined;
  if (key !== undefined) return has(local, key) ? 'same' : 'other';
  if (common(local, among).length === 0) return 'other';
  return without(among, local).length === 0 ? 'same' : 'partly';
}

/** Addresses that stand for all of their version. */
const EVERY: ReadonlySet<string> = new Set(['0.0.0.0', '::']);

function means(addresses: FirewallRule['remoteIp']): boolean {
  return addresses.includes('localsubnet');
}

function meets(ports: Spans | undefined, { from, to }: Row['from']): boolean {
  return ports === undefined || ports.some((span) => span.from <= to && span.to >= from);
}
