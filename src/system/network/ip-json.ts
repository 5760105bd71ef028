import type { IpVersion } from '../../portproxy/family.ts';
import type { AddressFacts, Lifetime, NeighborFacts, RouteFacts } from './facts.ts';
import { addressOrigin, addressState } from './proc-if-inet6.ts';

/** The lifetime without an end as `ip` writes it, in seconds. */
const FOREVER = 0xff_ff_ff_ff;

/** Parses `ip -j address show`: the addresses of one IP version. Undefined where it is not such a document. */
export function parseIpAddresses(json: string, version: IpVersion): AddressFacts[] | undefined {
  return records(json)?.flatMap((link) =>
    list(link['addr_info'])
      .filter((one) => one['family'] === (version === 4 ? 'inet' : 'inet6'))
      .flatMap((one) => addressOf(text(link, 'ifname'), version, one)),
  );
}

/** Parses `ip -j neighbor show` of one IP version. Undefined where it is not such a document. */
export function parseIpNeighbors(json: string, version: IpVersion): NeighborFacts[] | undefined {
  return records(json)?.flatMap((one) => {
    const [address, name] = [text(one, 'dst'), text(one, 'dev')];
    if (address === undefined || name === undefined) return [];
    const state = Array.isArray(one['state']) ? String(one['state'][0]) : '';
    return {
      version,
      interface: name,
      address,
      mac: text(one, 'lladdr') ?? null,
      type: NEIGHBOR_TYPES[state] ?? null,
      isRouter: 'router' in one,
    };
  });
}

/**
 * Parses `ip -j route show`: the maker of each route, by `routeKey`. Protocol `kernel` is the system, `ra` a router
 * advertisement, and any other somebody else.
 */
export function parseIpRouteTypes(
  json: string,
  version: IpVersion,
): Map<string, NonNullable<RouteFacts['type']>> | undefined {
  const found = records(json);
  if (!found) return undefined;
  const types = new Map<string, NonNullable<RouteFacts['type']>>();
  for (const one of found) {
    const to = text(one, 'dst');
    if (to === undefined) continue;
    const metric = one['metric'];
    const protocol = text(one, 'protocol');
    const key = routeKey({
      prefix: fullPrefix(to, version),
      gateway: text(one, 'gateway') ?? null,
      interface: 'type' in one ? null : (text(one, 'dev') ?? null),
      metric: typeof metric === 'number' ? metric : 0,
    });
    types.set(key, protocol === 'kernel' ? 'System' : protocol === 'ra' ? 'Autoconf' : 'Manual');
  }
  return types;
}

/** Returns the key of a route. */
export function routeKey(route: Pick<RouteFacts, 'prefix' | 'gateway' | 'interface' | 'metric'>): string {
  return [route.prefix, route.gateway, route.interface, route.metric].join(' ');
}

/** netsh's words for the states of linux/neighbour.h. */
const NEIGHBOR_TYPES: Readonly<Record<string, NeighborFacts['type']>> = {
  DELAY: 'Delay',
  FAILED: 'Unreachable',
  INCOMPLETE: 'Incomplete',
  NOARP: 'Permanent',
  PERMANENT: 'Permanent',
  PROBE: 'Probe',
  REACHABLE: 'Reachable',
  STALE: 'Stale',
};

function addressOf(name: string | undefined, version: IpVersion, one: Fields): AddressFacts | [] {
  const address = text(one, 'local');
  const prefixLength = one['prefixlen'];
  if (name === undefined || address === undefined || typeof prefixLength !== 'number') return [];
  const scope = text(one, 'scope');
  const isDynamic = one['dynamic'] === true;
  const origin = addressOrigin({
    isLocal: scope === 'host' || scope === 'link',
    isTemporary: one['temporary'] === true,
    isPermanent: !isDynamic,
  });
  return {
    interface: name,
    version,
    address,
    prefixLength,
    state: addressState({
      isDuplicate: one['dadfailed'] === true,
      isTentative: one['tentative'] === true,
      isDeprecated: one['deprecated'] === true,
    }),
    origin: origin === 'Dynamic' && one['protocol'] === 'kernel_ra' ? 'Public' : origin,
    valid: lifetime(one['valid_life_time']),
    preferred: lifetime(one['preferred_life_time']),
  };
}

function lifetime(value: unknown): Lifetime {
  if (typeof value !== 'number') return null;
  return value >= FOREVER ? 'infinite' : value;
}

function fullPrefix(to: string, version: IpVersion): string {
  if (to === 'default') return version === 4 ? '0.0.0.0/0' : '::/0';
  return to.includes('/') ? to : `${to}/${version === 4 ? 32 : 128}`;
}

type Fields = Readonly<Record<string, unknown>>;

function records(json: string): Fields[] | undefined {
  try {
    const found: unknown = JSON.parse(json.trim() === '' ? '[]' : json);
    return Array.isArray(found) ? list(found) : undefined;
  } catch {
    return undefined;
  }
}

function list(value: unknown): Fields[] {
  return Array.isArray(value) ? value.filter(isFields) : [];
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  return typeof value === 'string' ? value : undefined;
}
