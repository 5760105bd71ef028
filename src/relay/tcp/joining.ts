import { unspecified } from '../../portproxy/host-address.ts';
import type { EntryRecord } from '../entries/entry-record.ts';
import type { ProxiedAddresses } from '../proxy-header/addresses.ts';
import { writeHeader } from '../proxy-header/write-header.ts';
import type { RelaySide } from '../relay.ts';
import type { Side } from '../transport.ts';

/** Addresses that stand for every address of an IP version. */
const EVERY: ReadonlySet<string> = new Set([unspecified(4), unspecified(6)]);

/** Joins a client and its target, which is told `header` first. Reading them is left to the caller. */
export function join(client: Side, backend: Side, header: Buffer | undefined): void {
  backend.join(client);
  client.join(backend);
  if (header) client.prepend(header);
}

/**
 * Returns the header that tells the target who its client is; undefined where the entry sends none. It passes on what a header of
 * the client told, else it has the ends of the client's connection; unknown ones where that is gone already.
 */
export function headerForTarget(
  { spec: { sendProxy, listen } }: EntryRecord,
  client: Side,
  { listenPort }: { readonly listenPort: number },
  told: ProxiedAddresses | undefined,
): Buffer | undefined {
  return sendProxy && writeHeader(sendProxy, told ?? endsOf(client, listen, listenPort));
}

function endsOf(client: Side, { host }: RelaySide, listenPort: number): ProxiedAddresses | undefined {
  const { remoteAddress, remotePort } = client;
  // Where it listens on one address, the system need not be asked.
  const isOne = host.kind === 'literal' && !EVERY.has(host.host);
  const localAddress = isOne ? host.host : client.localAddress();
  if (remoteAddress === undefined || remotePort === undefined || localAddress === undefined) return undefined;
  return {
    source: { address: remoteAddress, port: remotePort },
    destination: { address: localAddress, port: listenPort },
  };
}
