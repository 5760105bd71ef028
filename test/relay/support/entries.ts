import type { Protocol } from '../../../src/portproxy/key.ts';
import type { EntryBounds, EntryLimits, RelayEntry, RelayHost, RelaySide } from '../../../src/relay/relay.ts';

interface EntryTexts {
  readonly id?: string;
  readonly listen: string;
  /** One target, or several. */
  readonly connect: string | readonly [string, ...string[]];
  readonly version?: 4 | 6;
  readonly connectVersion?: 4 | 6;
  readonly protocol?: Protocol;
  readonly limits?: Partial<EntryLimits>;
  /** Further members of the entry. */
  readonly options?: Partial<RelayEntry>;
  readonly bounds?: Partial<EntryBounds>;
}

const NO_BOUNDS: EntryBounds = {
  maxConnections: 0,
  maxPerClient: 0,
  newPerClient: undefined,
  bytesPerSecond: 0,
};

/** An entry from texts such as `*:80`, `127.0.0.1:80-90`, `::1:80` (the last colon counts). */
export function entry({
  listen,
  connect,
  version = 4,
  connectVersion = version,
  id = listen,
  protocol = 'tcp',
  limits,
  options,
  bounds,
}: EntryTexts): RelayEntry {
  const [first, ...more] = typeof connect === 'string' ? [connect] : connect;
  return {
    id,
    label: `v${version}tov${connectVersion} ${listen}`,
    protocol,
    listen: side(listen, version),
    targets: [side(first, connectVersion), ...more.map((target) => side(target, connectVersion))],
    limits,
    ...options,
    ...(bounds && { bounds: { ...NO_BOUNDS, ...bounds } }),
  };
}

function side(text: string, version: 4 | 6): RelaySide {
  const at = text.lastIndexOf(':');
  const [from = '', to = from] = text.slice(at + 1).split('-');
  return { version, host: host(text.slice(0, at)), ports: { from: Number(from), to: Number(to) } };
}

function host(text: string): RelayHost {
  if (text === '*') return { kind: 'every' };
  return /^[\d.]+$|:/.test(text) ? { kind: 'literal', host: text } : { kind: 'name', name: text };
}
