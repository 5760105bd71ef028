import type { Protocol } from '../portproxy/key.ts';
import { addressKey } from './conditions/address-bits.ts';
import { type MachineFacts, addressSpans, portSpans } from './conditions/condition-spans.ts';
import { SpanMap } from './conditions/span-map.ts';
import { type Candidate, DecisionTree } from './decision-tree.ts';
import { isInForce } from './in-force.ts';
import { policyInForce } from './policy.ts';
import type { FirewallRule, Profile, Rulebook } from './rule.ts';

/** What rules depend on besides themselves. */
export interface JudgeFacts extends MachineFacts {
  /** The current profile; absent where the system has none, so that all of them are current. */
  readonly profile?: Profile | undefined;
}

/** Why somebody may not connect: a rule blocks it, allow rules name the port and not the client, or the policy. */
export interface Denial {
  readonly by: 'block' | 'allow list' | 'policy';
  /** The name of the rule (of an allow list: of its first one), or the policy. */
  readonly name: string;
}

/** A connection (or a datagram) as a judge sees it. */
export interface Question {
  readonly protocol: Protocol;
  readonly localPort: number;
  /** A text, or the 32 bits of an IPv4 address. */
  readonly remoteAddress: string | number;
  readonly remotePort: number;
  /** Asked only where rules need it. */
  localAddress(): string | undefined;
}

/** Returns why a connection is denied; undefined for one that is allowed. An address that is not known is denied. */
export type Judge = (question: Question) => Denial | undefined;

/** What decides about connections; absent where all are allowed, so that it costs nothing. */
export interface Judges {
  /** About clients. */
  readonly inbound?: Judge | undefined;
  /** About targets before they are dialled, when the address of this end is not known: `localip` is not asked. */
  readonly dialling?: Judge | undefined;
  /** About targets that were reached; the same as `dialling` where no rule asks for `localip`. */
  readonly outbound?: Judge | undefined;
}

const PROTOCOLS: readonly Protocol[] = ['tcp', 'udp'];
const LOCAL_ADDRESS = 1;
const ALLOWED = 'allowed';
const UNKNOWN_ADDRESS: Denial = { by: 'policy', name: 'unknown address' };

/**
 * Makes judges of a rulebook, whose time does not grow with the number of rules. Block wins over allow; a port that an
 * allow rule of `dir=in` names is open only to those whom allow rules name; the policy decides about the rest. Rules that
 * a relay cannot judge, disabled ones and those of other profiles count for nothing.
 */
export function compileRules({ rules, policies }: Rulebook, facts: JudgeFacts): Judges {
  const policy = policyInForce(policies, facts.profile);
  const counting = rules.filter((rule) => isInForce(rule, policy));
  const inbound = counting.filter(({ direction }) => direction === 'in');
  const outbound = counting.filter(({ direction }) => direction === 'out');
  const forOutbound = (all: readonly FirewallRule[]) =>
    judgeOf(all, policy.blocksOutbound ? 'blockoutbound' : undefined, facts);
  const reached = forOutbound(outbound);
  const asksLocalAddress = outbound.some(({ localIp }) => localIp !== 'any');
  return {
    inbound: judgeOf(inbound, policy.blocksInbound ? 'blockinbound' : undefined, facts),
    dialling: asksLocalAddress ? forOutbound(outbound.flatMap(beforeDialling)) : reached,
    outbound: reached,
  };
}

/** A rule as it is judged before this end has an address: it blocks later, and allows for the time being. */
function beforeDialling(rule: FirewallRule): FirewallRule | [] {
  if (rule.localIp === 'any') return rule;
  return rule.action === 'block' ? [] : { ...rule, localIp: 'any' };
}

/** Returns the judge of one direction; undefined where it would deny nothing. */
function judgeOf(
  rules: readonly FirewallRule[],
  policy: string | undefined,
  facts: JudgeFacts,
): Judge | undefined {
  const blocking = rules.filter(({ action }) => action === 'block');
  const allowing = rules.filter(({ action }) => action !== 'block');
  const lists = allowing.filter(({ direction, localPort }) => direction === 'in' && localPort !== 'any');
  if (blocking.length === 0 && lists.length === 0 && policy === undefined) return undefined;
  const verdicts: [FirewallRule, Denial | typeof ALLOWED][] = [
    ...blocking.map((rule): [FirewallRule, Denial] => [rule, { by: 'block', name: rule.name }]),
    ...allowing.map((rule): [FirewallRule, typeof ALLOWED] => [rule, ALLOWED]),
  ];
  const parts = new Map(PROTOCOLS.map((protocol) => [protocol, partOf(protocol, verdicts, lists, facts)]));
  const byPolicy: Denial | undefined = policy === undefined ? undefined : { by: 'policy', name: policy };
  return (question) => {
    const { tree, named, asksLocalAddress } = parts.get(question.protocol)!;
    const remote = addressKey(question.remoteAddress);
    const local = asksLocalAddress ? addressKey(question.localAddress() ?? '') : 0n;
    if (remote === undefined || local === undefined) return UNKNOWN_ADDRESS;
    const verdict = tree.find([question.localPort, local, question.remotePort, remote]);
    if (verdict !== undefined) return verdict === ALLOWED ? undefined : verdict;
    return named?.get(question.localPort) ?? byPolicy;
  };
}

/** What decides about one protocol. */
interface Part {
  readonly tree: DecisionTree<Denial | typeof ALLOWED>;
  /** Ports that allow rules name. */
  readonly named: SpanMap<Denial> | undefined;
  readonly asksLocalAddress: boolean;
}

function partOf(
  protocol: Protocol,
  verdicts: readonly (readonly [FirewallRule, Denial | typeof ALLOWED])[],
  lists: readonly FirewallRule[],
  facts: JudgeFacts,
): Part {
  const isOf = (rule: FirewallRule): boolean => rule.protocol === 'any' || rule.protocol === protocol;
  const tree = new DecisionTree(
    verdicts
      .filter(([rule]) => isOf(rule))
      .map(([rule, value]): Candidate<typeof value> => ({ value, axes: axesOf(rule, facts) })),
  );
  const naming = lists.filter(isOf);
  const denials = naming.map(
    (rule) => [portSpans(rule.localPort), { by: 'allow list', name: rule.name }] as const,
  );
  const named = denials.length === 0 ? undefined : new SpanMap<Denial>(denials);
  return { tree, named, asksLocalAddress: tree.asks(LOCAL_ADDRESS) };
}

function axesOf(
  { localPort, localIp, remotePort, remoteIp }: FirewallRule,
  facts: JudgeFacts,
): Candidate<unknown>['axes'] {
  const axes: Candidate<unknown>['axes'] = [
    portSpans(localPort),
    addressSpans(localIp, facts),
    portSpans(remotePort),
    addressSpans(remoteIp, facts),
  ];
  return axes;
}

/** Names what denies, for people. */
export function denialText({ by, name }: Denial): string {
  switch (by) {
    case 'block':
      return `rule ${name}`;
    case 'allow list':
      return `not among those whom rule ${name} allows`;
    case 'policy':
      return `policy ${name}`;
  }
}
