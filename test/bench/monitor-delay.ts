// How soon a change is on the monitor's screen: `node test/bench/monitor-delay.ts [rounds]`, after a build. An entry that
// another process adds, from its request on, and a connection, from its being accepted on; in a real terminal.
import { once } from 'node:events';
import { type Socket, connect, createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { openBackend } from '../../src/service/session/open-backend.ts';
import { PROGRAM, closed, freePort, listen, portOf } from '../program/netsh.ts';
import { NetshTerminal } from '../pty/netsh.ts';

const rounds = Number(process.argv[2] ?? 40);
const sockets = new Set<Socket>();
const server = await listen(
  createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {}).pipe(socket);
  }),
);
const target = String(portOf(server));
const terminal = new NetshTerminal({
  args: [PROGRAM, 'interface', 'portproxy', 'monitor'],
  columns: 160,
  rows: 40,
});
const backend = openBackend({
  home: terminal.home.path,
  mode: 'service',
  launcher: { command: process.execPath, args: [PROGRAM, '--on-demand'] },
  onNotice: () => {},
});
const base = { family: 'v4tov4', listenAddress: '127.0.0.1' } as const;
try {
  await terminal.waitFor('The table is empty.');
  const first = await freePort();
  const values = { ...base, listenPort: String(first), connectPort: target };
  await backend.change({ op: 'add', values });
  await terminal.waitFor(`127.0.0.1:${first} `);
  const delays = { entry: [] as number[], connection: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    // At another moment of the feed's rhythm each time.
    await pause(150 + ((round * 37) % 100));
    const listenPort = String(await freePort());
    delays.entry.push(
      await delay(`127.0.0.1:${listenPort} `, () =>
        backend.change({ op: 'add', values: { ...values, listenPort } }),
      ),
    );
    await backend.change({ op: 'delete', side: { ...base, listenPort } });
    await pause(150 + ((round * 53) % 100));
    const client = connect(first, '127.0.0.1').on('error', () => {});
    await once(client, 'connect');
    delays.connection.push(await delay(`127.0.0.1:${client.localPort} `, () => undefined));
    client.destroy();
  }
  for (const [what, all] of Object.entries(delays)) {
    const sorted = all.toSorted((a, b) => a - b);
    const at = (share: number): string =>
      `${Math.round(sorted[Math.floor((sorted.length - 1) * share)]!)} ms`;
    console.log(`${what.padEnd(10)} median ${at(0.5)}, p95 ${at(0.95)}, most ${at(1)}`);
  }
} finally {
  for (const socket of sockets) socket.destroy();
  await closed(server);
  await backend.close();
  await terminal.close();
}

/** Time from the beginning of some work until a text is on the screen, in ms. */
async function delay(text: string, work: () => unknown): Promise<number> {
  const begun = performance.now();
  const done = work();
  await terminal.waitFor((screen) => screen.rows.some((row) => row.includes(text)));
  const took = performance.now() - begun;
  await done;
  return took;
}
