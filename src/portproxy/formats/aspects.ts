import { type Address, parseConnectAddress, parseListenAddress } from '../address.ts';
import type { Entry } from '../entry.ts';
import { connectVersion, listenVersion } from '../family.ts';
import { type Services, parsePort, portSpan, spanSize } from '../port.ts';
import type { Aspect } from './format.ts';

/** What of an entry a format must be able to carry. */
export function aspectsOf(entry: Entry, services: Services): Aspect[] {
  const version = listenVersion(entry.family);
  const listen = parseListenAddress(entry.listenAddress, version);
  const connect = parseConnectAddress(entry.connectAddress, connectVersion(entry.family));
  const found: Aspect[] = [entry.family];
  if (listen.ok) found.push(...listenAspects(listen.address, version === 4 ? 'every4' : 'every6'));
  if (connect.ok) found.push(...addressAspects(connect.address, 'connectName'));
  found.push(...portAspects(entry, services));
  if (entry.disabled) found.push('disabled');
  return [...new Set(found)];
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
  if (listen.port.kind === 'service' || connect.port.kind === 'service') found.push('service');
  const [from, to] = [portSpan(listen.port), portSpan(connect.port)];
  if (listen.port.kind === 'range' || connect.port.kind === 'range') {
    if (spanSize(to) === 1) found.push('rangeToOne');
    else found.push(from.from === to.from ? 'rangeSame' : 'rangeShifted');
  }
  return found;
}
