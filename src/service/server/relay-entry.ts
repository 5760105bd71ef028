import { type Address, parseConnectAddress, parseListenAddress } from '../../portproxy/address.ts';
import { type Entry, entryKey, entryLabel } from '../../portproxy/entry.ts';
import { connectVersion, listenVersion } from '../../portproxy/family.ts';
import { type PortSpan, type Services, parsePort, portSpan } from '../../portproxy/port.ts';
import type { EntryStatus } from '../../portproxy/state.ts';
import type { RelayEntry, RelayHost } from '../../relay/relay.ts';

/** An entry as the relay takes it; with a status that holds it, the relay does not listen on it. */
export function relayEntry(entry: Entry, services: Services, hold: EntryStatus | undefined): RelayEntry {
  const listen = listenVersion(entry.family);
  const connect = connectVersion(entry.family);
  return {
    id: entryKey(entry),
    label: entryLabel(entry),
    protocol: 'tcp',
    listen: {
      version: listen,
      host: relayHost(parseListenAddress(entry.listenAddress, listen), entry.listenAddress),
      ports: span(entry.listenPort, services),
    },
    targets: [
      {
        version: connect,
        host: relayHost(parseConnectAddress(entry.connectAddress, connect), entry.connectAddress),
        ports: span(entry.connectPort, services),
      },
    ],
    hold,
  };
}

/** The notice about an entry that is stored but does not listen; none where that is as the user wants it. */
export function notices(entry: Entry, { state, reason = 'The reason is unknown.' }: EntryStatus): string[] {
  if (state === 'listening' || state === 'disabled') return [];
  return [`The entry ${entryLabel(entry)} does not listen now. ${reason}`];
}

function relayHost(parsed: { ok: true; address: Address } | { ok: false }, text: string): RelayHost {
  if (!parsed.ok) return { kind: 'name', name: text };
  const { address } = parsed;
  switch (address.kind) {
    case 'every':
      return { kind: 'every' };
    case 'literal':
      return { kind: 'literal', host: address.host };
    case 'name':
      return { kind: 'name', name: address.text };
  }
}

/** The numbers of a port; no port where the services table has forgotten its name (such an entry is held). */
function span(text: string, services: Services): PortSpan {
  const parsed = parsePort(text, services);
  return parsed.ok ? portSpan(parsed.port) : { from: 0, to: 0 };
}
