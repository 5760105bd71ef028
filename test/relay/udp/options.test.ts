import { describe, expect, test } from 'vitest';
import type { EntryBounds, EntryLimits, RelayEntry } from '../../../src/relay/relay.ts';
import { DatagramPeer } from '../support/datagram-peer.ts';
import { entry } from '../support/entries.ts';
import { testPlane } from '../support/plane.ts';
import { freePort } from '../support/ports.ts';
import { transports } from '../support/transports.ts';
import { until } from '../support/until.ts';

describe.each(transports)('options of UDP entries, $kind', (transport) => {
  interface Texts {
    readonly bounds?: Partial<EntryBounds>;
    readonly limits?: Partial<EntryLimits>;
    readonly options?: Partial<RelayEntry>;
  }

  /** A plane with a UDP entry `x` that leads to so many targets, each of which answers with its number. */
  async function relayed(count: number, given: Texts = {}) {
    const observed = testPlane({ transport });
    const targets = await Promise.all(
      Array.from({ length: count }, (_, at) => DatagramPeer.bind({}, () => Buffer.from(String(at)))),
    );
    const ports = targets.map((target) => target.port);
    const port = await freePort();
    const put = (texts: Texts = given): Promise<void> => {
      const [first = '', ...others] = ports.map((one) => `127.0.0.1:${one}`);
      const listen = `127.0.0.1:${port}`;
      const spec = entry({ id: 'x', protocol: 'udp', listen, connect: [first, ...others], ...texts });
      return observed.plane.apply({ put: [spec], remove: [] });
    };
    await put();
    const answerOf = async (client: DatagramPeer): Promise<string> =>
      (await client.ask('hello', port)).bytes.toString();
    const counters = () => observed.counters('x');
    return { observed, targets, ports, port, put, answerOf, counters };
  }

  test('sessions take their turns at several targets, and keep the one they have', async () => {
    const { answerOf, observed } = await relayed(3, {
      options: { choice: { balance: 'roundrobin', checkMs: 0 } },
    });
    const clients = await Promise.all([0, 1, 2, 3].map(() => DatagramPeer.bind()));
    const first: string[] = [];
    for (const client of clients) first.push(await answerOf(client));
    expect(first).toEqual(['0', '1', '2', '0']);
    for (const [at, client] of clients.entries()) expect(await answerOf(client)).toBe(first[at]);
    expect(observed.counters('x').targets?.map(({ state, connections }) => [state, connections])).toEqual([
      ['up', 2],
      ['up', 1],
      ['up', 1],
    ]);
  });

  test('a session moves on from a target that refuses, newcomers pass over it, and it is taken again when it is back', async () => {
    const { answerOf, observed, targets, ports, port, counters } = await relayed(2);
    const old = await DatagramPeer.bind();
    expect(await answerOf(old)).toBe('0');
    targets[0]!.close();
    await until('an answer of the other target', async () => {
      const { length } = old.came;
      await old.send('again', port);
      await until('an answer or an error', () => old.came.length > length || counters().errors > 0);
      return old.texts.at(-1) === '1';
    });
    expect(counters()).toMatchObject({ connections: 1, connectionsTotal: 1 });
    expect(counters().targets?.map(({ state }) => state)).toEqual(['down', 'up']);
    expect(await answerOf(await DatagramPeer.bind())).toBe('1');
    await DatagramPeer.bind({ port: ports[0]! }, () => Buffer.from('back'));
    await until('the first target', async () => (await answerOf(await DatagramPeer.bind())) === 'back');
    expect(counters().targets?.map(({ state }) => state)).toEqual(['up', 'up']);
    observed.plane.kill({});
    expect(counters().targets?.map(({ connections }) => connections)).toEqual([0, 0]);
  });

  test('check finds out that a target refuses, and that it is back, before a client does', async () => {
    const { answerOf, counters, targets, ports } = await relayed(2, {
      options: { choice: { balance: 'first', checkMs: 100 } },
    });
    const states = () =>
      counters()
        .targets?.map(({ state }) => state)
        .join(' ');
    await until('both', () => states() === 'up up');
    targets[0]!.close();
    await until('that it is down', () => states() === 'down up');
    expect(await answerOf(await DatagramPeer.bind())).toBe('1');
    await DatagramPeer.bind({ port: ports[0]! }, () => Buffer.from('back'));
    await until('that it is up', () => states() === 'up up');
    expect(await answerOf(await DatagramPeer.bind())).toBe('back');
    expect(counters().errors).toBe(0);
  });

  test('maxperclient: a client has so many sessions, and others have theirs', async () => {
    const { answerOf, counters, port, put, observed } = await relayed(1, { bounds: { maxPerClient: 2 } });
    const clients = await Promise.all([0, 1, 2].map(() => DatagramPeer.bind()));
    await answerOf(clients[0]!);
    await answerOf(clients[1]!);
    await clients[2]!.send('one too many', port);
    await until('a drop', () => counters().drops?.['maxperclient']);
    await answerOf(await DatagramPeer.bind({ host: '127.0.0.7' }));
    observed.plane.kill({ client: `127.0.0.1:${clients[0]!.port}` });
    await answerOf(clients[2]!);
    expect(counters().denials).toEqual({ 'more than maxperclient': 1 });
    // A bound that comes later counts the sessions that there are.
    await put({});
    await put({ bounds: { maxPerClient: 3 } });
    await answerOf(await DatagramPeer.bind());
    await (await DatagramPeer.bind()).send('a fourth', port);
    await until('a drop', () => counters().drops?.['maxperclient'] === 2);
  });

  test('newperclient: a client begins so many sessions in a time', async () => {
    const { answerOf, counters, port } = await relayed(1, {
      bounds: { newPerClient: { count: 2, perMs: 60_000 } },
    });
    await answerOf(await DatagramPeer.bind());
    const second = await DatagramPeer.bind();
    await answerOf(second);
    await (await DatagramPeer.bind()).send('a third', port);
    await until('a drop', () => counters().drops?.['newperclient']);
    await answerOf(second);
  });

  test('rate: what is over it is dropped and counted, in each direction', async () => {
    const { counters, port, targets, put } = await relayed(1, { bounds: { bytesPerSecond: 100_000 } });
    const client = await DatagramPeer.bind();
    const begin = performance.now();
    let sent = 0;
    await until('drops', async () => {
      for (let burst = 0; burst < 40; burst += 1) await client.send(Buffer.alloc(1_000), port);
      sent += 40;
      return (counters().drops?.['rate'] ?? 0) > 100;
    });
    const seconds = (performance.now() - begin) / 1_000;
    const { datagramsUp = 0, dropped = 0 } = counters();
    expect(datagramsUp + dropped).toBeLessThanOrEqual(sent);
    // The bucket holds what one largest datagram needs, and fills at the rate.
    expect(datagramsUp * 1_000).toBeLessThanOrEqual(65_536 + seconds * 100_000 + 2_000);
    expect(targets[0]!.came.length).toBeLessThanOrEqual(datagramsUp);
    await put({});
    const before = counters().dropped ?? 0;
    for (let burst = 0; burst < 100; burst += 1) await client.send(Buffer.alloc(1_000), port);
    await until('all', () => (counters().datagramsUp ?? 0) + before >= sent + 100 - 5);
    expect(counters().dropped).toBe(before);
  });

  test('maxage ends sessions however much they send', async () => {
    const { targets, port, counters } = await relayed(1, { limits: { maxAgeMs: 300 } });
    const client = await DatagramPeer.bind();
    // The answer to a datagram at the end of a session may be lost.
    await until('the end of the first session', async () => {
      await client.send('hello', port);
      return counters().ends['timeout data maxage'];
    });
    await until('a second session', async () => {
      await client.send('hello', port);
      return new Set(targets[0]!.came.map(({ from }) => from.port)).size > 1;
    });
  });

  test('sendproxy=v2: the first datagram of a session begins with the real client', async () => {
    const { answerOf, targets, port } = await relayed(1, { options: { sendProxy: 'v2' } });
    const client = await DatagramPeer.bind();
    await answerOf(client);
    await answerOf(client);
    const [first, second] = targets[0]!.came.map(({ bytes }) => bytes);
    // proxy-protocol.txt, 2.2: signature, version 2 and PROXY, UDP over IPv4, length, addresses, ports.
    const ends = Buffer.alloc(4);
    ends.writeUInt16BE(client.port, 0);
    ends.writeUInt16BE(port, 2);
    const header = Buffer.concat([
      Buffer.from('0d0a0d0a000d0a515549540a2112000c', 'hex'),
      Buffer.from([127, 0, 0, 1, 127, 0, 0, 1]),
      ends,
    ]);
    expect(first?.equals(Buffer.concat([header, Buffer.from('hello')]))).toBe(true);
    expect(second?.toString()).toBe('hello');
  });

  test('sendproxy=v2: a target that comes back after it has refused is told the client again', async () => {
    const { answerOf, targets, ports, port, counters } = await relayed(1, { options: { sendProxy: 'v2' } });
    const client = await DatagramPeer.bind();
    await answerOf(client);
    targets[0]!.close();
    await client.send('refused', port);
    await until('a refusal', () => counters().errors > 0);
    const again = await DatagramPeer.bind({ port: ports[0]! }, () => Buffer.from('again'));
    expect(await answerOf(client)).toBe('again');
    const header = Buffer.from('0d0a0d0a000d0a515549540a2112000c', 'hex');
    expect(again.came[0]?.bytes.subarray(0, 16).equals(header)).toBe(true);
    await answerOf(client);
    expect(again.texts[1]).toBe('hello');
  });

  test('sendproxy=v2: where the first datagram has no room for the header, the next one begins with it', async () => {
    const { answerOf, targets, port, counters } = await relayed(1, { options: { sendProxy: 'v2' } });
    const client = await DatagramPeer.bind();
    await client.send(Buffer.alloc(65_507), port);
    await until('a drop', () => counters().drops?.['not sendable'] === 1);
    expect(counters().datagramsUp).toBe(0);
    await answerOf(client);
    expect(targets[0]!.came[0]?.bytes.subarray(28).toString()).toBe('hello');
  });

  test('sourceaddress that the machine does not have is named as the reason', async () => {
    const { port, counters } = await relayed(1, { options: { sourceAddress: '203.0.113.7' } });
    const client = await DatagramPeer.bind();
    await client.send('hello', port);
    const error = await until('the error', () => counters().lastError);
    expect(error.text).toContain('this machine does not have the address 203.0.113.7 (EADDRNOTAVAIL)');
    expect(error.text).toContain('sourceaddress=default');
  });
});
