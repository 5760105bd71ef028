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

test('a taken port keeps its reason and its next try while other entries on it change', async () => {
  const { plane, statuses } = testPlane();
  const [port, other] = [await freePort(), await freePort()];
  const holder = await listening({ port, host: '0.0.0.0' });
  const taken = { state: 'failed', reason: `Port ${port} is already in use.` };
  await plane.apply({
    put: [
      entry({ id: 'back', listen: `*:${other}`, connect: `127.0.0.1:${port}` }),
      entry({ id: 'taken', listen: `*:${port}`, connect: `127.0.0.1:1` }),
    ],
    remove: [],
  });
  expect(statuses.get('taken')).toEqual(taken);
  // It is held for a loop, and tried again and again on the port of the first.
  await plane.apply({
    put: [entry({ id: 'loop', listen: `127.0.0.1:${port}`, connect: `127.0.0.1:${other}` })],
    remove: [],
  });
  expect(statuses.get('loop')?.state).toBe('held');
  expect(statuses.get('taken')).toEqual(taken);
  for (let turn = 0; turn < 5; turn += 1) {
    await plane.apply({ put: [], remove: [] });
    expect(statuses.get('taken')).toEqual(taken);
  }
  await plane.apply({ put: [], remove: ['loop'] });
  expect(statuses.get('taken')).toEqual(taken);
  await new Promise((closed) => holder.close(closed));
  await until('the port', () => statuses.get('taken')?.state === 'listening');
});
