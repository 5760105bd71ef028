import type { Protocol } from '../key.ts';
import type { SuppliedOptions } from '../values/values.ts';
import { splitEndpoint } from './endpoint.ts';
import type { Directive } from './nginx-parse.ts';
import { nginxTime } from './nginx-time.ts';
import { readTime } from './row-options.ts';

/** Directives of a server that `serverOptions` reads; those of its stream hold where it has none. */
export const READ_DIRECTIVES =
  /^(proxy_(timeout|connect_timeout|protocol|bind)|limit_conn|set_real_ip_from)$/;

/** A server with what its stream says for all of them. */
export interface ServerPlace {
  readonly block: readonly Directive[];
  /** The directives of its stream, by name. */
  readonly above: ReadonlyMap<string, readonly Directive[]>;
  /** The names of zones that count connections by address, each with how many servers use it. */
  readonly zones: ReadonlyMap<string, number>;
}

/** Returns the options that the directives of a server are; or the one without a counterpart, which is left out with it. */
export function serverOptions(
  place: ServerPlace,
  listens: readonly Directive[],
): SuppliedOptions | { readonly strange: Directive } {
  const bind = lastOf(place, 'proxy_bind');
  const source = bind && bind.args[0] !== 'off' ? sourceOf(bind) : undefined;
  if (bind && source === undefined && bind.args[0] !== 'off') return { strange: bind };
  const acceptsProxy = listens.some(({ args }) => args.includes('proxy_protocol'));
  const limits = allOf(place, 'limit_conn');
  const [limit, second] = limits;
  const isOneAddressEach =
    !acceptsProxy && listens.every(({ args: [address = ''] }) => !address.includes('['));
  const isOwn = limit && place.zones.get(limit.args[0] ?? '') === 1 && isOneAddressEach;
  if (second ?? (limit && !isOwn)) return { strange: second ?? limit! };
  const trusted = allOf(place, 'set_real_ip_from').map(({ args }) => args[0]);
  const isTrusting = trusted.length === 0 || (trusted.includes('0.0.0.0/0') && trusted.includes('::/0'));
  if (!isTrusting) return { strange: allOf(place, 'set_real_ip_from')[0]! };
  const sends = lastOf(place, 'proxy_protocol')?.args[0] === 'on';
  const connect = timeOf(lastOf(place, 'proxy_connect_timeout'));
  return {
    ...(source !== undefined && { sourceAddress: source }),
    ...(limit?.args[1] !== undefined && { maxPerClient: limit.args[1] }),
    ...(sends && { sendProxy: 'v1' }),
    ...(connect !== undefined && connect !== '0' && { connectTimeout: connect }),
  };
}

/** Returns the idle timeout that holds for a server; without one, nginx has another for each version of it. */
export function idleOf(place: ServerPlace, protocol: Protocol): SuppliedOptions {
  const time = timeOf(lastOf(place, 'proxy_timeout'));
  return time === undefined || (time === '0' && protocol === 'tcp') ? {} : { idleTimeout: time };
}

/** Returns how many servers use each zone that counts connections by client address. */
export function clientZones(stream: readonly Directive[]): ReadonlyMap<string, number> {
  const uses = new Map<string, number>();
  const servers = stream.filter(({ name }) => name === 'server');
  const inherited = stream.filter(({ name }) => name === 'limit_conn');
  const count = (lines: readonly Directive[], times: number): void => {
    for (const { args } of lines) uses.set(args[0] ?? '', (uses.get(args[0] ?? '') ?? 0) + times);
  };
  let inheriting = 0;
  for (const { block = [] } of servers) {
    const own = block.filter(({ name }) => name === 'limit_conn');
    if (own.length === 0) inheriting++;
    count(own, 1);
  }
  count(inherited, inheriting);
  const zones = stream.flatMap(({ name, args: [key = '', zone = ''] }) =>
    name === 'limit_conn_zone' && /^\$(binary_)?remote_addr$/.test(key)
      ? [zone.replace(/^zone=([^:]*).*$/, '$1')]
      : [],
  );
  return new Map(zones.map((zone) => [zone, uses.get(zone) ?? 0]));
}

function allOf({ block, above }: ServerPlace, name: string): readonly Directive[] {
  const own = block.filter((one) => one.name === name);
  return own.length > 0 ? own : (above.get(name) ?? []);
}

function lastOf(place: ServerPlace, name: string): Directive | undefined {
  return allOf(place, name).at(-1);
}

function timeOf(found: Directive | undefined): string | undefined {
  const ms = found && nginxTime(found.args.join(' '));
  return ms === undefined ? undefined : readTime(ms);
}

/** The address of `proxy_bind`; undefined for a variable, `transparent` or a port. */
function sourceOf({ args: [address = '', more] }: Directive): string | undefined {
  if (more !== undefined || address.includes('$')) return undefined;
  const bare = /^\[([^\]]*)\]$/.exec(address)?.[1] ?? address;
  if (bare.split(':').length > 2 && !address.startsWith('[')) return bare;
  const endpoint = splitEndpoint(address);
  if (bare !== address || !endpoint) return bare;
  return endpoint.port === '0' ? endpoint.host : undefined;
}
