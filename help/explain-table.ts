import { route } from '../contexts/effects.ts';
import { accessSentences, portAccess } from '../src/firewall/access.ts';
import type { Rulebook } from '../src/firewall/rule.ts';
import { type TargetJudge, targetJudge } from '../src/firewall/target-access.ts';
import type { Facts } from '../src/language/facts.ts';
import { EVERY_ADDRESS, bareAddress } from '../src/portproxy/address.ts';
import { connectLabels } from '../src/portproxy/connect-label.ts';
import type { Entry } from '../src/portproxy/entry.ts';
import { connectVersion, listenVersion } from '../src/portproxy/family.ts';
import { hostAndPort, isLoopback, unspecified } from '../src/portproxy/host-address.ts';
import { type PortSpan, overlap, parsePort, portCount, portSpan } from '../src/portproxy/port.ts';
import { hasSeveralTargets, targetTexts } from '../src/portproxy/targets.ts';
import type { ListedEntry } from '../src/service/contract/status.ts';
import { foldText, HELP_WIDTH } from './fold-text.ts';

/** So many entries are explained. */
const MOST = 200;

/** Returns the table in words: who reaches what, by which entries and rules. */
export function tableLines(
  entries: readonly ListedEntry[],
  rulebook: Rulebook,
  facts: Pick<Facts, 'services' | 'addresses'>,
): string[] {
  if (entries.length === 0) return ['', 'The table is empty: nobody reaches anything through it.', ''];
  const targets = targetJudge(rulebook);
  const shown = entries.slice(0, MOST);
  return [
    '',
    summary(entries),
    '',
    ...shown.flatMap((entry) => entryLines(entry, { entries, rulebook, targets, facts })),
    ...(entries.length > MOST ? [`${entries.length - MOST} more entries: show all lists them.`, ''] : []),
  ];
}

interface Surroundings {
  readonly entries: readonly ListedEntry[];
  readonly rulebook: Rulebook;
  readonly targets: TargetJudge;
  readonly facts: Pick<Facts, 'services' | 'addresses'>;
}

function summary(entries: readonly ListedEntry[]): string {
  const listening = entries.filter(({ state }) => state === 'listening').length;
  const all = entries.length === 1 ? '1 entry' : `${entries.length} entries`;
  if (listening === entries.length) return `${all}, ${listening === 1 ? 'which listens' : 'all listening'}.`;
  return `${all}, ${listening} of them listening.`;
}

function entryLines(entry: ListedEntry, around: Surroundings): string[] {
  const sentences = [
    wayText(entry),
    ...stateText(entry),
    ...clientTexts(entry, around),
    ...targetTextsOf(entry, around),
    ...chainTexts(entry, around),
  ];
  const folded = sentences.flatMap((text) => foldText(text, HELP_WIDTH - 2).map((line) => `  ${line}`));
  return [route(entry), ...folded, ''];
}

/** Says who reaches what. */
function wayText(entry: ListedEntry): string {
  const { family, listenPort, connectPort, connectAddress, protocol, state, balance } = entry;
  const verb = state === 'listening' ? 'reach' : 'would reach';
  const clients = `Clients of ${protocol.toUpperCase()} ${ports(listenPort)} on ${listenPlace(entry)} ${verb}`;
  const over = `over IPv${connectVersion(family)}`;
  const each = portCount(listenPort) > 1 && portCount(connectPort) > 1 ? ', each port its own' : '';
  if (hasSeveralTargets(connectAddress)) {
    const which = (balance ?? 'first') === 'first' ? 'the first of these that answers' : 'one of these';
    return `${clients} ${which} ${over}${each}: ${connectLabels(entry).join(', ')}.`;
  }
  const target = isLoopback(connectAddress) ? `this machine itself (${connectAddress})` : connectAddress;
  return `${clients} ${ports(connectPort)} of ${target} ${over}${each}.`;
}

function listenPlace({ family, listenAddress }: Entry): string {
  const version = listenVersion(family);
  if (listenAddress === EVERY_ADDRESS || listenAddress === unspecified(version)) {
    return `every IPv${version} address of this machine`;
  }
  return isLoopback(listenAddress) ? `${listenAddress} (only programs of this machine)` : listenAddress;
}

function ports(text: string): string {
  return portCount(text) > 1 ? `ports ${text}` : `port ${text}`;
}

/** Says why nobody gets through now. */
function stateText({ state, reason }: ListedEntry): string[] {
  if (state === 'listening') return reason === undefined ? [] : [reason];
  return [`It is not listening now. ${reason ?? `Its state is ${state}.`}`];
}

/** Says whom rules and policy let connect. */
function clientTexts({ listenPort, protocol }: Entry, { rulebook, facts }: Surroundings): string[] {
  const span = spanOf(listenPort, facts);
  return span ? accessSentences(portAccess(rulebook, span, protocol)) : [];
}

/** One target of an entry. */
interface OneTarget {
  /** The address without brackets, or the name. */
  readonly host: string;
  readonly ports: PortSpan | undefined;
  /** Which of several it is; undefined where there is one. */
  readonly label: string | undefined;
}

function targetsOf({ connectAddress, connectPort }: Entry, facts: Surroundings['facts']): OneTarget[] {
  const isOneOfSeveral = hasSeveralTargets(connectAddress);
  return targetTexts(connectAddress).map(({ host, port = connectPort }) => ({
    host: bareAddress(host),
    ports: spanOf(port, facts),
    label: isOneOfSeveral ? hostAndPort(host, port) : undefined,
  }));
}

/** Says where rules keep the relay from a target. */
function targetTextsOf(entry: Entry, { targets, facts }: Surroundings): string[] {
  return targetsOf(entry, facts).flatMap(({ host, ports: span, label }) => {
    const text = span && targets({ host, ports: span, protocol: entry.protocol });
    if (text === undefined) return [];
    return [label === undefined ? text : `${label}: ${text}`];
  });
}

/** Says where other entries take connections on. */
function chainTexts(entry: Entry, { entries, facts }: Surroundings): string[] {
  return targetsOf(entry, facts).flatMap(({ host, ports: span, label }) => {
    const isHere = isLoopback(host) || facts.addresses.some(({ address }) => address === host);
    if (!span || !isHere) return [];
    const next = entries.find((other) => other !== entry && takesOn(entry, other, host, span, facts));
    return next
      ? [`${label === undefined ? 'There' : `At ${label}`} the entry ${route(next)} takes them on.`]
      : [];
  });
}

/** Whether another entry listens where an entry connects to, an address of this machine. */
function takesOn(
  { family, protocol }: Entry,
  other: ListedEntry,
  host: string,
  span: PortSpan,
  facts: Surroundings['facts'],
): boolean {
  if (other.disabled || other.protocol !== protocol) return false;
  if (listenVersion(other.family) !== connectVersion(family)) return false;
  const isHeard =
    other.listenAddress === EVERY_ADDRESS ||
    other.listenAddress === unspecified(connectVersion(family)) ||
    other.listenAddress === host;
  const listening = spanOf(other.listenPort, facts);
  return isHeard && listening !== undefined && overlap(span, listening) !== undefined;
}

function spanOf(text: string, { services }: Pick<Facts, 'services'>): PortSpan | undefined {
  const parsed = parsePort(text, services);
  return parsed.ok ? portSpan(parsed.value) : undefined;
}
