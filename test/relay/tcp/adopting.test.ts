import { describe, expect, onTestFinished, test } from 'vitest';
import { Descriptors } from '../../../src/relay/common/descriptors.ts';
import { NameCache } from '../../../src/relay/common/names.ts';
import { EntryRecord } from '../../../src/relay/entries/entry-record.ts';
import { TargetAddresses } from '../../../src/relay/entries/target-addresses.ts';
import { localEnd, socketAddress } from '../../../src/relay/native/addresses.ts';
import { Joint } from '../../../src/relay/plane/choose-transport.ts';
import { Connections } from '../../../src/relay/tcp/connections.ts';
import { libc } from '../native/libc.ts';
import { entry } from '../support/entries.ts';
import { Backend, Peer } from '../support/peer.ts';
import { seededBytes } from '../support/random.ts';
import { transports } from '../support/transports.ts';
import { until } from '../support/until.ts';

const F_GETFL = 3;
const O_NONBLOCK = 0o4000;

// Descriptors as another process would hand them over: opened by the C library, blocking, unknown to Node.
describe.skipIf(!libc).each(transports)('descriptors that were opened elsewhere ($kind)', (kind) => {
  const library = libc!;

  function socket(): number {
    const fd = library.socket(2, 1, 0);
    expect(fd).toBeGreaterThan(0);
    return fd;
  }

  function listening(): { fd: number; port: number } {
    const fd = socket();
    const any = socketAddress(library, '127.0.0.1', 0);
    library.bind(fd, any, any.length);
    library.listen(fd, 16);
    return { fd, port: localEnd(library, fd)!.port };
  }

  /** A descriptor that is connected, and the peer at its other end. */
  async function connected(): Promise<{ fd: number; peer: Peer; port: number }> {
    const server = await Backend.start();
    onTestFinished(() => server.close());
    const fd = socket();
    const address = socketAddress(library, '127.0.0.1', server.port);
    expect(library.connect(fd, address, address.length)).toBe(0);
    return { fd, peer: await server.next(), port: server.port };
  }

  const opened = () => kind.open({ poolBytes: 1 << 20, descriptors: new Descriptors(), paused() {} });

  /** Relays for one entry that leads to a backend, beside no listener of its own. */
  async function relaying() {
    const transport = opened();
    const backend = await Backend.start();
    const record = new EntryRecord(entry({ listen: '127.0.0.1:80', connect: `127.0.0.1:${backend.port}` }));
    let lastId = 0;
    const connections = new Connections({
      transport,
      descriptors: new Descriptors(),
      rules: { deniedClient() {}, deniedTarget() {} },
      targets: new TargetAddresses(new NameCache({ ttlMs: 1_000 })),
      nextId: () => (lastId += 1),
      loops: () => false,
      exceeds: () => false,
      refused() {},
      counted() {},
      left() {},
    });
    onTestFinished(async () => {
      connections.kill({});
      await until('the end of all', () => connections.size === 0);
      transport.close();
      await backend.close();
    });
    return { transport, connections, backend, record };
  }

  test('a listener accepts as one of its own, and tells its address', async () => {
    const { transport, connections, backend, record } = await relaying();
    const { fd, port } = listening();
    const early = await Peer.dial(port);
    const listener = await transport.adoptListener(fd, {
      accepted: (accepted) => connections.accept(accepted, record, 80),
      acceptFailed: unexpected,
    });
    expect([listener.host, listener.port]).toEqual(['127.0.0.1', port]);
    expect(library.fcntl(fd, F_GETFL, 0) & O_NONBLOCK).toBe(O_NONBLOCK);
    for (const client of [early, await Peer.dial(port), await Peer.dial(port)]) {
      const peer = await backend.next();
      await client.send('question');
      await peer.sees('question');
      peer.finish('answer');
      await client.seesFin();
      await client.sees('answer');
    }
    listener.close();
    await until('a closed port', async () => {
      const late = await Peer.dial(port);
      late.reset();
      return late.broken === 'ECONNREFUSED';
    });
  });

  test('a client is relayed to its target, with every ending', async () => {
    const { transport, connections, backend, record } = await relaying();
    const ends = () => record.counters.snapshot().ends;
    const first = await connected();
    const accepted = transport.adoptConnection(first.fd);
    expect(accepted.localAddress()).toBe('127.0.0.1');
    expect(library.fcntl(first.fd, F_GETFL, 0) & O_NONBLOCK).toBe(O_NONBLOCK);
    connections.accept(accepted, record, 80);
    let peer = await backend.next();
    expect([...connections.list()]).toMatchObject([{ client: `127.0.0.1:${first.port}` }]);
    first.peer.finish('question');
    await peer.seesFin();
    await peer.sees('question');
    peer.finish('answer');
    await first.peer.seesFin();
    await first.peer.sees('answer');
    await until('its end', () => ends()['client data closed'] === 1);

    const second = await connected();
    connections.accept(transport.adoptConnection(second.fd), record, 80);
    peer = await backend.next();
    await second.peer.send('and');
    await peer.sees('and');
    second.peer.reset();
    await peer.seesReset();
    await until('its end', () => ends()['client data reset'] === 1);
  });

  test('an established connection goes on between two of them, much data and the ends included', async () => {
    const transport = opened();
    onTestFinished(() => transport.close());
    const [client, target] = [await connected(), await connected()];
    // It waited for whoever takes over.
    await client.peer.send('before, ');
    const joint = new Joint();
    joint.join(
      transport.adoptConnection(client.fd).take(joint, 'client'),
      transport.adoptConnection(target.fd).take(joint, 'backend'),
    );
    await client.peer.send('after');
    await target.peer.sees('before, after');
    const much = seededBytes(11, 5_000_000);
    target.peer.finish(much);
    await client.peer.seesFin();
    expect(client.peer.data.equals(much)).toBe(true);
    client.peer.finish(' the end');
    await target.peer.seesFin();
    await target.peer.sees('before, after the end');
    joint.reset();
    await joint.gone;
  });

  test('a reset passes between two of them', async () => {
    const transport = opened();
    onTestFinished(() => transport.close());
    const [client, target] = [await connected(), await connected()];
    const joint = new Joint();
    joint.join(
      transport.adoptConnection(client.fd).take(joint, 'client'),
      transport.adoptConnection(target.fd).take(joint, 'backend'),
    );
    await target.peer.send('some');
    await client.peer.sees('some');
    target.peer.reset();
    await client.peer.seesReset();
    await joint.gone;
  });

  test('one that nobody takes is reset', async () => {
    const transport = opened();
    onTestFinished(() => transport.close());
    const { fd, peer } = await connected();
    transport.adoptConnection(fd).reset();
    await peer.seesReset();
  });

  test('what is not connected, or does not listen, is refused', async () => {
    const transport = opened();
    onTestFinished(() => transport.close());
    expect(() => transport.adoptConnection(socket())).toThrow(expect.objectContaining({ code: 'ENOTCONN' }));
    const { fd } = await connected();
    await expect(
      transport.adoptListener(fd, { accepted: unexpected, acceptFailed: unexpected }),
    ).rejects.toMatchObject({ code: 'EINVAL' });
  });
});

function unexpected(): void {
  expect.fail('This was not to happen');
}
