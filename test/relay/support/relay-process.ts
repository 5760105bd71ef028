/**
 * A data plane in a process of its own, which a test can stop and continue: listens on the port of the first argument for
 * the address `host:port` of the second, with the limits of the third (JSON), by the transport of the fourth. Prints
 * `ready`, then the ends of connections as they are counted.
 */
import type { EntryLimits } from '../../../src/relay/relay.ts';
import { DEFAULT_RELAY_LIMITS } from '../../../src/relay/limits.ts';
import { Plane } from '../../../src/relay/plane/plane.ts';
import { entry } from './entries.ts';
import { transports } from './transports.ts';

const [port = '', connect = '', limits = '{}', kind = ''] = process.argv.slice(2);
const transport = transports.find((one) => one.kind === kind) ?? transports[0]!;
const entryLimits: Partial<EntryLimits> = JSON.parse(limits);

const plane = new Plane({
  limits: DEFAULT_RELAY_LIMITS,
  transport,
  onStatus: () => {},
  onEvent: () => {},
  onCount(count) {
    for (const { counters } of plane.reports(['x'])) {
      process.stdout.write(`${JSON.stringify({ count, ends: counters.ends })}\n`);
    }
  },
});
await plane.apply({
  put: [entry({ id: 'x', listen: `127.0.0.1:${port}`, connect, limits: entryLimits })],
  remove: [],
});
process.stdout.write('ready\n');
