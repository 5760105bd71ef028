import { once } from 'node:events';
import { type Socket, connect, createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { until } from '../relay/support/until.ts';
import { TestHome, closed, freePort, listen, portOf } from './netsh.ts';

/** The members of `show statistics` in JSON that this test looks at. */
interface StatisticsJson {
  readonly entries: readonly { readonly counters: { readonly waiting?: unknown } }[];
}

test.each([
  [undefined, { accepted: 0, inQueue: true }, 'the one connection is taken; further clients wait', '0', '1'],
  ['plain', { accepted: 1, inQueue: false }, '1 client waits for room', '1', '0'],
] as const)(
  'who waits because maxconnections is reached is shown, with sockets of the kind %s',
  async (transport, waiting, words, clients, queue) => {
    if (transport === undefined && process.platform !== 'linux') return;
    const home = new TestHome();
    const env = transport === undefined ? {} : { NETSH_TRANSPORT: transport };
    const server = await listen(createServer((socket) => void socket.on('error', () => {}).resume()));
    const peers: Socket[] = [];
    onTestFinished(async () => {
      for (const peer of peers) peer.destroy();
      await home.close();
      await closed(server);
    });
    const port = await freePort();
    await home.portproxy(`add v4tov4 ${port} 127.0.0.1 ${portOf(server)} 127.0.0.1 maxconnections=1`, {
      env,
    });
    for (let count = 0; count < 2; count++) {
      const peer = connect(port, '127.0.0.1').on('error', () => {});
      peers.push(peer);
      await once(peer, 'connect');
    }
    const told = await until('the wait', async () => {
      const { out } = await home.portproxy('show statistics --json');
      const { entries }: StatisticsJson = JSON.parse(out);
      return entries[0]?.counters.waiting;
    });
    expect(told).toEqual(waiting);
    const entry = `v4tov4 127.0.0.1:${port}`;
    expect((await home.portproxy('show statistics')).out).toContain(`\n${entry}: ${words}\n`);
    const { out } = await home.portproxy('show status');
    expect(out).toContain(`\n  ${words[0]!.toUpperCase()}${words.slice(1)}.\n`);
    const labels = `{family="v4tov4",listen="127.0.0.1:${port}"}`;
    const metricsPort = await freePort();
    await home.netsh(['relay', 'set', 'metrics', `listenport=${metricsPort}`]);
    const metrics = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
    expect(metrics).toContain(`netsh_entry_waiting_clients${labels} ${clients}\n`);
    expect(metrics).toContain(`netsh_entry_queue_waiting${labels} ${queue}\n`);
    peers[0]!.destroy();
    await until('nobody waits', async () => {
      const { out: json } = await home.portproxy('show statistics --json');
      const { entries }: StatisticsJson = JSON.parse(json);
      return entries[0]?.counters.waiting === undefined;
    });
    expect((await home.portproxy('show status')).out).not.toContain('wait');
  },
);
