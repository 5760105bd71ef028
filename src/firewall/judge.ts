import type { Protocol } from '../portproxy/key.ts';
import { addressKey } from './conditions/address-bits.ts';
import { type CompiledRule, CompiledRules, LOCAL_ADDRESS, LOCAL_PORT } from './compiled-rule.ts';
import type { MachineFacts } from './conditions/condition-spans.ts';
import { SpanMap } from './conditions/span-map.ts';
import { DecisionTree } from './decision-tree.ts';
import { isInForce } from './in-force.ts';
import { policyInForce } from './policy.ts';
import type { Profile, Rulebook } from './rule.ts';

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
const ALLOWED = 'allowed';
const UNKNOWN_ADDRESS: Denial = { by: 'policy', name: 'unknown address' };

/** A rule that decides, and what. */
type Verdict = readonly [CompiledRule, Denial | typeof ALLOWED];

/**
 * Makes judges of a rulebook, whose time does not grow with the number of rules. Block wins over allow; a port that an
 * allow rule of `dir=in` names is open only to those whom allow rules name; the policy decides about the rest. Rules that
 * a relay cannot judge, disabled ones and those of other profiles count for nothing.
 */
export function compileRules(
  { rules, policies }: Rulebook,
  facts: JudgeFacts,
  compiled = new CompiledRules(facts),
): Judges {
  const policy = policyInForce(policies, facts.profile);
  const inbound: CompiledRule[] = [];
  const outbound: CompiledRule[] = [];
  for (const rule of rules) {
    if (!isInForce(rule, policy)) continue;
    const one = compiled.of(rule);
    if (one.isActive) (rule.direction === 'in' ? inbound : outbound).push(one);
  }
  const outboundPolicy = policy.blocksOutbound ? 'blockoutbound' : undefined;
  const reached = judgeOf(outbound, outboundPolicy);
  const asksLocalAddress = outbound.some(({ axes }) => axes[LOCAL_ADDRESS] !== undefined);
  return {
    inbound: judgeOf(inbound, policy.blocksInbound ? 'blockinbound' : undefined),
    dialling: asksLocalAddress ? judgeOf(outbound.flatMap(beforeDialling), outboundPolicy) : reached,
    outbound: reached,
  };
}

/** A rule as it is judged before this end has an address: it blocks later, and allows for the time being. */
function beforeDialling(one: CompiledRule): CompiledRule | [] {
  if (one.axes[LOCAL_ADDRESS] === undefined) return one;
  if (one.rule.action === 'block') return [];
  return { ...one, axes: one.axes.with(LOCAL_ADDRESS, undefined) };
}

/** Returns the judge of one direction; undefined where it would deny nothing. */
function judgeOf(rules: readonly CompiledRule[], policy: string | undefined): Judge | undefined {
  const blocking = rules.filter(({ rule }) => rule.action === 'block');
  const allowing = rules.filter(({ rule }) => rule.action !== 'block');
  const lists = allowing.filter(({ rule }) => rule.direction === 'in' && rule.localPort !== 'any');
  if (blocking.length === 0 && lists.length === 0 && policy === undefined) return undefined;
  const verdicts = [
    ...blocking.map((one): Verdict => [one, { by: 'block', name: one.rule.name }]),
    ...allowing.map((one): Verdict => [one, ALLOWED]),
  ];
  const parts = new Map(PROTOCOLS.map((protocol) => [protocol, partOf(protocol, verdicts, lists)]));
  const byPolicy: Denial | undefined = policy === undefined ? undefined : { by: 'policy', name: policy };
  return (question) => {
    const { tree, named, asksLocalAddress } = parts.get(question.protocol)!;
    const remote = addressKey(question.remoteAddress);
    const local = asksLocalAddress ? addressKey(question.localAddress() ?? '') : 0;
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

function partOf(protocol: Protocol, verdicts: readonly Verdict[], lists: readonly CompiledRule[]): Part {
  const isOf = ({ rule }: CompiledRule): boolean => rule.protocol === 'any' || rule.protocol === protocol;
  const tree = new DecisionTree(
    verdicts.flatMap(([one, value]) => (isOf(one) ? [{ value, axes: one.axes }] : [])),
  );
  const naming = lists
    .filter(isOf)
    .map(({ rule, axes }) => [axes[LOCAL_PORT], { by: 'allow list', name: rule.name }] as const);
  const named = naming.length === 0 ? undefined : new SpanMap<Denial>(naming);
  return { tree, named, asksLocalAddress: tree.asks(LOCAL_ADDRESS) };
}

/** Names what denies, for people. */
export function denialText({ by, name }: Denial): string {
  switch (by) {
    case 'block':
      return `rule ${name}`;
    case 'allow list':
      return `rule ${name}, which allows only others`;
    case 'policy':
      return `policy ${name}`;
  }
}
