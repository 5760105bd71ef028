import type { Entry } from '../entry.ts';
import { splitEndpoint } from './endpoint.ts';
import type { Directive } from './nginx-parse.ts';
import type { FoundTarget } from './target-list.ts';

/** Where a `proxy_pass` leads. */
export interface NginxTargets {
  readonly targets: readonly [FoundTarget, ...FoundTarget[]];
  /** Among several. */
  readonly balance: NonNullable<Entry['balance']> | undefined;
  /** nginx would connect to none of them: `down`. */
  readonly isDown: boolean;
  /** Options of its servers without a counterpart, with their lines. */
  readonly ignored: readonly { readonly options: readonly string[]; readonly line: number }[];
}

/** Upstreams by name. */
export type Upstreams = ReadonlyMap<string | undefined, Directive>;

/** Returns where a `proxy_pass` leads, or why that has no counterpart, as a full sentence. */
export function targetsOf({ args }: Directive, upstreams: Upstreams): NginxTargets | string {
  const [address = ''] = args;
  const upstream = upstreams.get(address);
  if (upstream) return targetsOfUpstream(address, upstream);
  const endpoint = endpointOf(address);
  if (typeof endpoint === 'string') return endpoint;
  return { targets: [endpoint], balance: undefined, isDown: false, ignored: [] };
}

/** Whether a target has the port that was listened on. */
export function isSamePort({ host, port }: FoundTarget): boolean {
  return !host.includes('$') && /^\$(server_port|\{server_port\})$/.test(port);
}

interface Server extends FoundTarget {
  readonly isBackup: boolean;
  readonly weight: string;
  readonly options: readonly string[];
  readonly line: number;
}

function targetsOfUpstream(name: string, { block = [] }: Directive): NginxTargets | string {
  const found = block.filter((one) => one.name === 'server');
  const up = found.filter(({ args }) => !args.includes('down'));
  const servers = (up.length > 0 ? up : found).map(serverOf);
  const refused = servers.find((server) => typeof server === 'string');
  if (typeof refused === 'string') return refused;
  const usable = servers.filter((server) => typeof server !== 'string');
  const [first, ...others] = usable.toSorted((one, other) => Number(one.isBackup) - Number(other.isBackup));
  if (first === undefined) return `The upstream ${name} has no server.`;
  const all = [first, ...others] as const;
  const ignored = all.map(({ options, line }) => ({ options, line }));
  const state = { isDown: up.length === 0, ignored };
  if (others.length === 0) return { targets: [first], balance: undefined, ...state };
  const balance = balanceOf(name, block, all);
  return typeof balance === 'string' ? balance : { targets: [first, ...others], ...balance, ...state };
}

function serverOf({ args: [address = '', ...options], line }: Directive): Server | string {
  const strange = options.find((option) => !OPTIONS.test(option));
  if (strange !== undefined) return `portproxy has no counterpart for ${strange} (line ${line}).`;
  const endpoint = endpointOf(address);
  if (typeof endpoint === 'string') return endpoint;
  if (endpoint.port.includes('$'))
    return `A server needs an address with a port, not ${address} (line ${line}).`;
  const others = options.filter((option) => option !== 'down' && option !== 'backup');
  const weight = others.find((option) => option.startsWith('weight='))?.slice('weight='.length) ?? '1';
  return { ...endpoint, isBackup: options.includes('backup'), weight, options: others, line };
}

/** Options of a server of an upstream that have a counterpart, or no effect on where bytes go. */
const OPTIONS = /^(down|backup|resolve|(weight|max_conns|max_fails|fail_timeout|slow_start|route)=.*)$/;

/** How one of several servers is chosen, or why that has no counterpart. */
function balanceOf(
  name: string,
  block: readonly Directive[],
  servers: readonly Server[],
): Pick<NginxTargets, 'balance'> | string {
  if (servers.some(({ isBackup }) => isBackup)) {
    return servers.filter(({ isBackup }) => !isBackup).length <= 1
      ? { balance: 'first' }
      : `The upstream ${name} has backup servers beside several others.`;
  }
  if (new Set(servers.map(({ weight }) => weight)).size > 1) {
    return `The upstream ${name} gives its servers different shares (weight).`;
  }
  const method = block.find((one) => /^(least_conn|least_time|hash|random)$/.test(one.name));
  if (method === undefined) return { balance: 'roundrobin' };
  if (method.name === 'least_conn') return { balance: 'leastconnections' };
  if (method.name === 'hash' && /^\$(binary_)?remote_addr$/.test(method.args[0] ?? ''))
    return { balance: 'source' };
  return `portproxy has no counterpart for ${[method.name, ...method.args].join(' ')} (line ${method.line}).`;
}

function endpointOf(address: string): FoundTarget | string {
  const endpoint = splitEndpoint(address);
  if (address.startsWith('unix:')) return 'portproxy cannot connect to a socket of the file system.';
  if (!endpoint || (address.includes('$') && !isSamePort(endpoint))) {
    return `${address} is neither an address with a port nor an upstream of this file.`;
  }
  return endpoint;
}
