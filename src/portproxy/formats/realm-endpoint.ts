import type { Entry } from '../entry.ts';
import { isRecord } from '../is-record.ts';
import type { Protocol } from '../key.ts';
import { MAX_SECONDS, readTime } from './row-options.ts';
import { splitEndpoint } from './endpoint.ts';
import type { FoundTarget } from './target-list.ts';

/** An endpoint of realm, with the network settings that hold for it. */
export interface RealmEndpoint {
  readonly listen: string;
  readonly targets: readonly [FoundTarget, ...FoundTarget[]];
  readonly balance: NonNullable<Entry['balance']> | undefined;
  readonly source: string | undefined;
  readonly protocols: readonly Protocol[];
  readonly network: Readonly<Record<string, unknown>>;
  /** It names further targets, and realm uses the first alone. */
  readonly isFirstAlone: boolean;
}

/** An endpoint without a counterpart, or one that is none, with the reason as a full sentence. */
export type Refused = { readonly kind: 'left out' | 'fault'; readonly reason: string };

/** Settings with which an endpoint does something else than to pass bytes on. */
const OTHER_WORK = ['listen_transport', 'remote_transport', 'interface', 'listen_interface'];

/** All settings of an endpoint that are read or reported. */
export const KNOWN_SETTINGS: ReadonlySet<string> = new Set([
  'listen',
  'remote',
  'network',
  'extra_remotes',
  'balance',
  'through',
  ...OTHER_WORK,
]);

/** Reads an endpoint; `common` holds for all of them. */
export function realmEndpoint(
  endpoint: unknown,
  common: Readonly<Record<string, unknown>>,
): RealmEndpoint | Refused {
  if (!isRecord(endpoint)) return NOT_ONE;
  const { listen, remote, extra_remotes: extra = [], balance, through } = endpoint;
  if (typeof listen !== 'string' || typeof remote !== 'string') return NOT_ONE;
  const network = { ...common, ...(isRecord(endpoint['network']) ? endpoint['network'] : {}) };
  const other = OTHER_WORK.filter((name) => hasValue(endpoint[name]));
  if (other.length > 0) return leftOut(`portproxy has no counterpart for ${other.join(', ')}.`);
  if (!Array.isArray(extra)) return { kind: 'fault', reason: 'Its extra_remotes are no list of texts.' };
  const choice = balanceOf(balance, extra.length + 1);
  if (typeof choice === 'string') return leftOut(choice);
  const isFirstAlone = extra.length > 0 && choice.balance === undefined;
  const targets = [remote, ...(isFirstAlone ? [] : extra)].map((text) =>
    typeof text === 'string' ? splitEndpoint(text) : undefined,
  );
  const [first, ...others] = targets.filter((target) => target !== undefined);
  if (!first || others.length + 1 < targets.length) {
    return { kind: 'fault', reason: 'An endpoint is an address with a port, such as 0.0.0.0:80 or [::]:80.' };
  }
  const source = sourceOf(through);
  if (source !== undefined && source.address === undefined) return leftOut(source.reason);
  const protocols: Protocol[] = network['no_tcp'] === true ? [] : ['tcp'];
  if (network['use_udp'] === true) protocols.push('udp');
  if (protocols.length === 0) return leftOut('It forwards neither TCP nor UDP.');
  return {
    listen,
    targets: [first, ...others],
    ...choice,
    source: source?.address,
    protocols,
    network,
    isFirstAlone,
  };
}

/** Returns a number of seconds as entries write a time; undefined for anything else. */
export function realmTime(seconds: unknown): string | undefined {
  return typeof seconds === 'number' && Number.isInteger(seconds) && seconds >= 0 && seconds <= MAX_SECONDS
    ? readTime(seconds * 1000)
    : undefined;
}

/** Whether a setting says something. */
export function hasValue(value: unknown): boolean {
  return value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0);
}

const NOT_ONE: Refused = {
  kind: 'fault',
  reason: 'An endpoint needs listen and remote, both texts such as "0.0.0.0:80".',
};

function leftOut(reason: string): Refused {
  return { kind: 'left out', reason };
}

/** How one of several targets is chosen: `roundrobin: 1, 1`, `iphash`; without one, realm uses `remote` alone. */
function balanceOf(balance: unknown, targets: number): Pick<RealmEndpoint, 'balance'> | string {
  if (!hasValue(balance) || balance === 'off') return { balance: undefined };
  if (typeof balance !== 'string') return 'Its balance is not a text.';
  const [name = '', weights = ''] = balance.split(':', 2).map((part) => part.trim().toLowerCase());
  const shares = new Set(weights === '' ? [] : weights.split(',').map((weight) => weight.trim()));
  if (shares.size > 1) return 'It gives its targets different shares (balance).';
  if (name === 'roundrobin') return { balance: targets > 1 ? 'roundrobin' : undefined };
  if (name === 'iphash') return { balance: targets > 1 ? 'source' : undefined };
  return `portproxy has no counterpart for balance ${name}.`;
}

/** The address of `through`, from which realm connects. */
function sourceOf(through: unknown): { readonly address?: string; readonly reason: string } | undefined {
  if (!hasValue(through)) return undefined;
  const reason = 'portproxy has no counterpart for a port in through.';
  if (typeof through !== 'string') return { reason: 'Its through is not a text.' };
  if (/^(0\.0\.0\.0|::|\[::\])$/.test(through)) return undefined;
  const isAddress = (through.split(':').length > 2 && !through.startsWith('[')) || !through.includes(':');
  if (isAddress) return { address: through, reason };
  const endpoint = splitEndpoint(through);
  return endpoint && (endpoint.port === '' || endpoint.port === '0')
    ? { address: endpoint.host, reason }
    : { reason };
}
