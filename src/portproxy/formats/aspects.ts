import { type Address, parseListenAddress } from '../address.ts';
import { type Entry, optionsOf } from '../entry.ts';
import { connectVersion, listenVersion } from '../family.ts';
import { NO_SERVICES, type Services, parsePort, portSpan, spanSize } from '../port.ts';
import { parseTargets } from '../targets.ts';
import type { EntryValue } from '../values/entry-value.ts';
import { type OptionTag, VALUES } from '../values/values.ts';

/** Forms of netsh's own values that another program's file may be unable to hold. */
const SHAPES = {
  v4tov4: { title: 'IPv4 to IPv4', said: 'It goes from IPv4 to IPv4' },
  v4tov6: { title: 'IPv4 to IPv6', said: 'It goes from IPv4 to IPv6' },
  v6tov4: { title: 'IPv6 to IPv4', said: 'It goes from IPv6 to IPv4' },
  v6tov6: { title: 'IPv6 to IPv6', said: 'It goes from IPv6 to IPv6' },
  every4: { title: '`*` of IPv4, apart from `0.0.0.0`', said: 'It listens on * of IPv4' },
  every6: { title: '`*` of IPv6, apart from `::`', said: 'It listens on * of IPv6' },
  listenName: { title: 'listening on a host name', said: 'It listens on a host name' },
  connectName: { title: 'connecting to a host name', said: 'It connects to a host name' },
  service: { title: 'service names as ports', said: 'It has a service name as port' },
  rangeSame: { title: 'a range of ports to the same ports', said: 'It is a range of ports' },
  rangeShifted: { title: 'a range of ports to as many others', said: 'It is a range of ports' },
  rangeToOne: { title: 'a range of ports to one port', said: 'It is a range of ports' },
  brackets: { title: 'IPv6 addresses typed in brackets', said: 'It has an address in brackets' },
  zone: { title: 'IPv6 zones (`fe80::1%eth0`)', said: 'It has an IPv6 zone' },
  targets: { title: 'several targets', said: 'It has several targets' },
  udp: { title: 'UDP', said: 'It forwards UDP' },
} as const;

/** Something that a format may be unable to hold: a form of netsh's own values, or a value of ours by its tag. */
export type Aspect = keyof typeof SHAPES | OptionTag;

/** How texts name an aspect. */
interface AspectWords {
  /** In general: `disabled entries`. */
  readonly title: string;
  /** Of one entry, without the full stop: `It is disabled`. */
  readonly said: string;
}

/** All aspects with their words; every value of ours is one. */
export const ASPECTS: ReadonlyMap<string, AspectWords> = new Map<string, AspectWords>([
  ...Object.entries(SHAPES),
  ...VALUES.filter(isOption).map((value): [string, AspectWords] => [value.tag, optionAspect(value)]),
]);

/** Whether an aspect is a form of netsh's own values, not a value of ours. */
export function isShape(aspect: string): boolean {
  return aspect in SHAPES;
}

/** Returns the aspects of an entry that a format must be able to carry. */
export function aspectsOf(entry: Entry, services: Services): string[] {
  const version = listenVersion(entry.family);
  const listen = parseListenAddress(entry.listenAddress, version);
  const connect = parseTargets(entry.connectAddress, connectVersion(entry.family));
  const found: Aspect[] = [entry.family];
  const isOne = !connect.ok || connect.value.length === 1;
  if (listen.ok) found.push(...listenAspects(listen.value, version === 4 ? 'every4' : 'every6'));
  for (const { address } of connect.ok ? connect.value : []) {
    found.push(...addressAspects(address, 'connectName'));
  }
  found.push(...portAspects(entry, services));
  if (!isOne) found.push('targets');
  if (entry.protocol === 'udp') found.push('udp');
  const options = optionsOf(entry).filter(
    // One target leaves nothing to choose.
    ({ value, text }) => !meansDefault(value, text, entry) && !(isOne && value.tag === 'balance'),
  );
  return [...new Set<string>([...found, ...options.map(({ value }) => value.tag)])];
}

/** Whether a text means the same as the default of its value, in another spelling: `0K`. */
function meansDefault(value: EntryValue, text: string, { family }: Entry): boolean {
  if (typeof value.default !== 'string') return false;
  const kind = value.kind(family);
  const [one, other] = [kind.parse(text, NO_SERVICES), kind.parse(value.default, NO_SERVICES)];
  return one.ok && other.ok && JSON.stringify(one.value) === JSON.stringify(other.value);
}

/** Returns the words for a value of ours. */
export function optionAspect({ tag, told }: EntryValue): AspectWords {
  return { title: told?.title ?? `\`${tag}\``, said: told?.said ?? `It has ${tag}` };
}

function isOption({ extension }: EntryValue): boolean {
  return extension === true;
}

function listenAspects(address: Address, every: Aspect): Aspect[] {
  return address.kind === 'every' ? [every] : addressAspects(address, 'listenName');
}

function addressAspects(address: Address, name: Aspect): Aspect[] {
  if (address.kind !== 'literal') return [name];
  const found: Aspect[] = [];
  if (address.text.startsWith('[')) found.push('brackets');
  if (address.host.includes('%')) found.push('zone');
  return found;
}

function portAspects(entry: Entry, services: Services): Aspect[] {
  const listen = parsePort(entry.listenPort, services);
  const connect = parsePort(entry.connectPort, services);
  const found: Aspect[] = [];
  // A name that this services table does not know is one all the same.
  if (!listen.ok || !connect.ok) return ['service'];
  if (listen.value.kind === 'service' || connect.value.kind === 'service') found.push('service');
  const [from, to] = [portSpan(listen.value), portSpan(connect.value)];
  if (listen.value.kind === 'range' || connect.value.kind === 'range') {
    if (spanSize(to) === 1) found.push('rangeToOne');
    else found.push(from.from === to.from ? 'rangeSame' : 'rangeShifted');
  }
  return found;
}
