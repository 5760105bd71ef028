import { onTestFinished } from 'vitest';
import type { EntryLimits, RelayEntry } from '../../../src/relay/relay.ts';
import { entry } from './entries.ts';
import { Backend, type Peer } from './peer.ts';
import { type Observed, type PlaneTexts, testPlane } from './plane.ts';
import { freePort } from './ports.ts';

/**
 * A data plane with one entry, `x`, that leads from a port to a backend; `serve` sees every connection there at once. `more` are
 * members of the entry.
 */
export async function relayed(
  {
    entryLimits,
    more,
    ...options
  }: PlaneTexts & { readonly entryLimits?: Partial<EntryLimits>; readonly more?: Partial<RelayEntry> } = {},
  serve?: (peer: Peer) => void,
): Promise<{ readonly observed: Observed; readonly backend: Backend; readonly port: number }> {
  const observed = testPlane(options);
  const backend = await Backend.start(serve);
  onTestFinished(() => backend.close());
  const port = await freePort();
  await observed.plane.apply({
    put: [
      {
        ...entry({
          id: 'x',
          listen: `127.0.0.1:${port}`,
          connect: `127.0.0.1:${backend.port}`,
          limits: entryLimits ?? {},
        }),
        ...more,
      },
    ],
    remove: [],
  });
  return { observed, backend, port };
}
