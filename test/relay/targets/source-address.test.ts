import { describe, expect, onTestFinished, test } from 'vitest';
import type { RelayEntry } from '../../../src/relay/relay.ts';
import { entry } from '../support/entries.ts';
import { Backend, ask } from '../support/peer.ts';
import { testPlane } from '../support/plane.ts';
import { freePort } from '../support/ports.ts';
import { transports } from '../support/transports.ts';
import { until } from '../support/until.ts';

describe.each(transports)('sourceaddress ($kind)', (transport) => {
  /** An entry that leads to a server which answers with the address it sees. */
  async function seen(version: 4 | 6, more: (port: number) => Partial<RelayEntry>) {
    const host = version === 4 ? '127.0.0.1' : '::1';
    const backend = await Backend.start((peer) => peer.finish(peer.socket.remoteAddress), { host });
    onTestFinished(() => backend.close());
    const observed = testPlane({ transport });
    const port = await freePort();
    const put: RelayEntry = {
      ...entry({
        id: 'x',
        listen: `127.0.0.1:${port}`,
        connect: `${host}:${backend.port}`,
        connectVersion: version,
      }),
      ...more(backend.port),
    };
    await observed.plane.apply({ put: [put], remove: [] });
    return { observed, port, put };
  }

  test('targets see it, and the system chooses without one', async () => {
    const { observed, port, put } = await seen(4, () => ({ sourceAddress: '127.0.0.9' }));
    expect(await ask(port)).toBe('127.0.0.9');
    await observed.plane.apply({ put: [{ ...put, sourceAddress: undefined }], remove: [] });
    expect(await ask(port)).toBe('127.0.0.1');
    await observed.plane.apply({ put: [{ ...put, sourceAddress: '127.0.0.8' }], remove: [] });
    expect(await ask(port)).toBe('127.0.0.8');
  });

  test('of IPv6 too', async () => {
    const { port } = await seen(6, () => ({ sourceAddress: '::1' }));
    expect(await ask(port)).toBe('::1');
  });

  test('one that this machine does not have is the last error, with what to do', async () => {
    const { observed, port } = await seen(4, () => ({ sourceAddress: '192.0.2.77' }));
    expect(await ask(port)).toBe('ECONNRESET');
    await until('the end', () => observed.counters('x').connections === 0);
    expect(observed.counters('x').lastError?.text).toMatch(
      /failed: this machine does not have the address 192\.0\.2\.77 \(EADDRNOTAVAIL\)\. Set sourceaddress to one that it has/,
    );
  });

  test('checks come from there too, and say so when they cannot', async () => {
    const { observed } = await seen(4, () => ({
      sourceAddress: '192.0.2.77',
      choice: { balance: 'first', checkMs: 100 },
    }));
    await until('a check', () => observed.counters('x').targets?.[0]?.state === 'down');
    expect(observed.counters('x').targets?.[0]?.reason).toContain('EADDRNOTAVAIL');
  });
});
