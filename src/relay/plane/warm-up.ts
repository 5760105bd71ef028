import { DEFAULT_RELAY_LIMITS } from '../limits.ts';
import { Exchanges } from '../native/exchanges.ts';
import { loadLibc } from '../native/libc.ts';
import type { OpenDescriptors } from '../native/open-descriptors.ts';
import type { RelaySide } from '../relay.ts';
import type { TransportKind } from '../transport.ts';
import { freePort } from './choose-transport.ts';
import { Plane } from './plane.ts';

const HOST = '127.0.0.1';
/** It takes no more of the processors than this, ms, and no more time. */
const CPU_MS = 150;
const WALL_MS = 2_000;
const CONNECTIONS = 2_000;
const AT_ONCE = 8;

/**
 * Has a data plane of its own carry short connections of this thread to itself, so that the code of connections is compiled before the
 * first client comes: V8 compiles what has run often. Ends as soon as it is not `needed` any more, with little time of the
 * processors, and without a trace. Resolves to how many connections it has carried.
 */
export async function warmUp(
  transport: TransportKind,
  open: OpenDescriptors,
  needed: () => boolean,
): Promise<number> {
  if (!needed()) return 0;
  const libc = loadLibc();
  const port = libc && (await freePort(HOST));
  if (!libc || port === undefined) return 0;
  const plane = new Plane({
    limits: DEFAULT_RELAY_LIMITS,
    transport,
    isTrial: true,
    onStatus() {},
    onEvent() {},
    onCount() {},
  });
  const exchanges = new Exchanges(libc, open, AT_ONCE);
  let done = 0;
  try {
    const entry = { id: 'warm-up', label: 'warm-up', protocol: 'tcp', listen: side(port) } as const;
    await plane.apply({ put: [{ ...entry, targets: [side(exchanges.target)] }], remove: [] });
    const [{ user, system }, until] = [process.cpuUsage(), performance.now() + WALL_MS];
    while (done < CONNECTIONS && needed() && performance.now() < until) {
      for (let turns = 0; turns < AT_ONCE; turns += 1) {
        done += exchanges.step(port);
        await new Promise((turn) => setImmediate(turn));
      }
      const used = process.cpuUsage();
      if (used.user + used.system - user - system > CPU_MS * 1_000) break;
    }
  } finally {
    exchanges.close();
    await plane.close(0);
  }
  return done;
}

function side(port: number): RelaySide {
  return { version: 4, host: { kind: 'literal', host: HOST }, ports: { from: port, to: port } };
}
