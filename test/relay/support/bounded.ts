import { onTestFinished } from 'vitest';
import type { EntryBounds, RelayEntry } from '../../../src/relay/relay.ts';
import type { TransportKind } from '../../../src/relay/transport.ts';
import { entry } from './entries.ts';
import { Backend, Peer } from './peer.ts';
import { type Observed, testPlane } from './plane.ts';
import { freePort } from './ports.ts';

/** A data plane with one entry, `x`, that leads from a port to a backend, and whose bounds can be set. */
export interface Bounded {
  readonly observed: Observed;
  readonly backend: Backend;
  readonly port: number;
  readonly set: (bounds: Partial<EntryBounds> | undefined) => Promise<void>;
}

/** Starts one; `serve` sees every connection at the backend at once; `options` are members of the entry. */
export async function bounded(
  transport: TransportKind,
  bounds: Partial<EntryBounds> | undefined,
  serve?: (peer: Peer) => void,
  options: Partial<RelayEntry> = {},
): Promise<Bounded> {
  const observed = testPlane({ transport });
  const backend = await Backend.start(serve);
  onTestFinished(() => backend.close());
  const port = await freePort();
  const set = (wanted: Partial<EntryBounds> | undefined): Promise<void> =>
    observed.plane.apply({
      put: [
        entry({
          id: 'x',
          listen: `127.0.0.1:${port}`,
          connect: `127.0.0.1:${backend.port}`,
          options,
          ...(wanted && { bounds: wanted }),
        }),
      ],
      remove: [],
    });
  await set(bounds);
  return { observed, backend, port, set };
}

/** Connects so many clients, one after the other, all from an address. */
export async function clients(port: number, count: number, from?: string): Promise<Peer[]> {
  const peers: Peer[] = [];
  for (let at = 0; at < count; at++) peers.push(await Peer.dial(port, '127.0.0.1', from));
  return peers;
}
