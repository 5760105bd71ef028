import { expect, onTestFinished, test } from 'vitest';
import { retryPause } from '../../../src/relay/common/timing.ts';
import type { TransportKind } from '../../../src/relay/transport.ts';
import { entry } from '../support/entries.ts';
import { Backend, ask } from '../support/peer.ts';
import { testPlane } from '../support/plane.ts';
import { freePort, listening } from '../support/ports.ts';
import { preferred } from '../support/transports.ts';
import { until } from '../support/until.ts';

/** The transport that the relay prefers, and when it was asked to listen, ms of performance.now(). */
function observed(): { transport: TransportKind; tries: number[] } {
  const tries: number[] = [];
  const transport: TransportKind = {
    kind: preferred.kind,
    open(parts) {
      const opened = preferred.open(parts);
      const listen = opened.listen.bind(opened);
      opened.listen = (...socket) => {
        tries.push(performance.now());
        return listen(...socket);
      };
      return opened;
    },
  };
  return { transport, tries };
}

test('a taken port is tried again after growing pauses, and listened on when it is free', async () => {
  const backend = await Backend.named('here');
  onTestFinished(() => backend.close());
  const { transport, tries } = observed();
  const { plane, statuses } = testPlane({ transport });
  const port = await freePort();
  const holder = await listening({ port, host: '127.0.0.1' });
  await plane.apply({
    put: [entry({ id: 'x', listen: `127.0.0.1:${port}`, connect: `127.0.0.1:${backend.port}` })],
    remove: [],
  });
  expect(tries).toHaveLength(1);
  await until('three more tries', () => tries.length === 4);
  expect(statuses.get('x')?.state).toBe('failed');
  await new Promise((closed) => holder.close(closed));
  await until('the port', () => statuses.get('x')?.state === 'listening');
  expect(await ask(port)).toBe('here');
  expect(tries).toHaveLength(5);
  const pauses = tries.slice(1).map((at, index) => at - tries[index]!);
  for (const [index, pause] of pauses.entries()) expect(pause).toBeGreaterThanOrEqual(retryPause(index + 1));
});
