import { optionsOf } from '../../portproxy/entry.ts';
import { withSystemZone } from '../../relay/common/local-addresses.ts';
import type { Entry } from '../../portproxy/entry.ts';
import type { Kind } from '../../portproxy/kinds/kind.ts';
import { NO_SERVICES } from '../../portproxy/port.ts';
import { check } from '../../portproxy/values/check.ts';
import { connectTimeout } from '../../portproxy/values/connect-timeout.ts';
import { halfCloseTimeout } from '../../portproxy/values/half-close-timeout.ts';
import { idleTimeout } from '../../portproxy/values/idle-timeout.ts';
import { maxAge } from '../../portproxy/values/max-age.ts';
import { maxConnections } from '../../portproxy/values/max-connections.ts';
import { maxPerClient } from '../../portproxy/values/max-per-client.ts';
import { newPerClient } from '../../portproxy/values/new-per-client.ts';
import { rate } from '../../portproxy/values/rate.ts';
import type { EntryBounds, EntryLimits, RelayEntry } from '../../relay/relay.ts';

/** The parts of an entry that its options make, as the relay takes them. */
type RelayOptions = Pick<
  RelayEntry,
  'limits' | 'bounds' | 'choice' | 'sourceAddress' | 'sendProxy' | 'acceptProxy' | 'log'
>;

/** Returns what the options of an entry mean to the relay; nothing for an entry without options. */
export function relayOptions(entry: Entry): RelayOptions {
  if (optionsOf(entry).length === 0) return {};
  const limits = limitsOf(entry);
  const bounds = boundsOf(entry);
  return {
    ...(Object.keys(limits).length > 0 && { limits }),
    ...(bounds && { bounds }),
    ...choiceOf(entry),
    ...(entry.sourceAddress !== undefined && {
      sourceAddress: withSystemZone(entry.sourceAddress.replaceAll(/[[\]]/g, '')),
    }),
    ...(entry.sendProxy !== undefined && entry.sendProxy !== 'none' && { sendProxy: entry.sendProxy }),
    ...(entry.acceptProxy === 'yes' && { acceptProxy: true }),
    ...(entry.log !== undefined && { log: entry.log === 'yes' }),
  };
}

function limitsOf(entry: Entry): Partial<EntryLimits> {
  const times = {
    idleTimeoutMs: valueOf(idleTimeout.kind(), entry.idleTimeout),
    connectTimeoutMs: valueOf(connectTimeout.kind(), entry.connectTimeout),
    halfCloseTimeoutMs: valueOf(halfCloseTimeout.kind(), entry.halfCloseTimeout),
    maxAgeMs: valueOf(maxAge.kind(), entry.maxAge),
  };
  return Object.fromEntries(Object.entries(times).filter(([, ms]) => ms !== undefined));
}

function boundsOf(entry: Entry): EntryBounds | undefined {
  const bounds = {
    maxConnections: valueOf(maxConnections.kind(), entry.maxConnections) ?? 0,
    maxPerClient: valueOf(maxPerClient.kind(), entry.maxPerClient) ?? 0,
    newPerClient: valueOf(newPerClient.kind(), entry.newPerClient),
    bytesPerSecond: valueOf(rate.kind(), entry.rate) ?? 0,
  };
  const isBounded =
    bounds.maxConnections > 0 ||
    bounds.maxPerClient > 0 ||
    bounds.bytesPerSecond > 0 ||
    (bounds.newPerClient?.count ?? 0) > 0;
  return isBounded ? bounds : undefined;
}

function choiceOf(entry: Entry): Pick<RelayEntry, 'choice'> {
  if (entry.balance === undefined && entry.check === undefined) return {};
  return {
    choice: { balance: entry.balance ?? 'first', checkMs: valueOf(check.kind(), entry.check) ?? 0 },
  };
}

/** Returns the value of a text that an entry holds; undefined where it has none. */
function valueOf<T>(kind: Kind<T>, text: string | undefined): T | undefined {
  if (text === undefined) return undefined;
  const parsed = kind.parse(text, NO_SERVICES);
  return parsed.ok ? parsed.value : undefined;
}
