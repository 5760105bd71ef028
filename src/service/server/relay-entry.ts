import { type Address, parseListenAddress } from '../../portproxy/address.ts';
import type { Entry } from '../../portproxy/entry.ts';
import { entryKey, entryLabel } from '../../portproxy/key.ts';
import { type IpVersion, connectVersion, listenVersion } from '../../portproxy/family.ts';
import type { ParsedText } from '../../portproxy/kinds/kind.ts';
import { type PortSpan, type Services, parsePort, portSpan } from '../../portproxy/port.ts';
import type { EntryStatus } from '../../portproxy/state.ts';
import { type Target, parseTargets } from '../../portproxy/targets.ts';
import type { RelayEntry, RelayHost, RelaySide } from '../../relay/relay.ts';
import { relayOptions } from './relay-options.ts';

/** Returns an entry as the relay takes it; with `hold`, the relay does not listen on it. */
export function relayEntry(entry: Entry, services: Services, hold: EntryStatus | undefined): RelayEntry {
  const listen = listenVersion(entry.family);
  const connect = connectVersion(entry.family);
  return {
    id: entryKey(entry),
    label: entryLabel(entry),
    protocol: entry.protocol,
    listen: {
      version: listen,
      host: relayHost(parseListenAddress(entry.listenAddress, listen), entry.listenAddress),
      ports: span(entry.listenPort, services),
    },
    targets: targetsOf(entry, connect, span(entry.connectPort, services)),
    ...relayOptions(entry),
    hold,
  };
}

/** Returns the targets of an entry; a text that is no list of targets any more is taken for a name. */
function targetsOf(entry: Entry, version: IpVersion, ports: PortSpan): RelayEntry['targets'] {
  const parsed = parseTargets(entry.connectAddress, version);
  if (!parsed.ok) return [{ version, host: { kind: 'name', name: entry.connectAddress }, ports }];
  const side = ({ address, port }: Target): RelaySide => ({
    version,
    host: hostOf(address),
    ports: port === undefined ? ports : { from: port, to: port },
  });
  const [first, ...others] = parsed.value;
  return [side(first), ...others.map(side)];
}

/** Returns the notice about an entry that does not listen, or not everywhere; none for one that the user has disabled. */
export function notices(entry: Entry, status: EntryStatus): string[] {
  const { state, reason = 'The reason is unknown.' } = status;
  if (state === 'disabled') return [];
  if (state === 'listening') {
    return status.reason === undefined ? [] : [`The entry ${entryLabel(entry)} listens. ${reason}`];
  }
  return [`The entry ${entryLabel(entry)} is not listening: ${reason}`];
}

function relayHost(parsed: ParsedText<Address>, text: string): RelayHost {
  return parsed.ok ? hostOf(parsed.value) : { kind: 'name', name: text };
}

function hostOf(address: Address): RelayHost {
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
  return parsed.ok ? portSpan(parsed.value) : { from: 0, to: 0 };
}
