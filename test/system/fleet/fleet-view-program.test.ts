import { once } from 'node:events';
import { type Server, type Socket, connect, createServer } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { PROGRAM, TestHome, closed, freePort, listen, portOf } from '../../program/netsh.ts';
import { NetshTerminal } from '../../pty/netsh.ts';
import { until } from '../../service/sandbox.ts';
import { NatsServer } from './nats-server.ts';

// The whole program is started again and again; the machine may have much else to do.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 });

const sockets: Socket[] = [];
const servers: Server[] = [];
const homes: TestHome[] = [];
const terminals: NetshTerminal[] = [];

afterEach(async () => {
  for (const terminal of terminals.splice(0)) await terminal.close();
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const server of servers.splice(0)) await closed(server);
  for (const home of homes.splice(0)) await home.close();
});

async function member(nats: NatsServer, name: string): Promise<TestHome> {
  const home = new TestHome();
  homes.push(home);
  const ran = await home.netsh(['fleet', 'join', `servers=${nats.url}`, `machine=${name}`]);
  expect(ran).toMatchObject({ code: 0 });
  return home;
}

/** A client of an entry of the fleet that only this machine has. */
async function clientOn(home: TestHome, name: string): Promise<Socket> {
  const target = await listen(
    createServer((socket) => {
      sockets.push(socket.on('error', () => {}));
      socket.pipe(socket);
    }),
  );
  servers.push(target);
  const port = await freePort();
  const add = `add v4tov4 ${port} 127.0.0.1 ${portOf(target)} 127.0.0.1 machines=${name}`;
  expect(await fleet(home, add)).toMatchObject({ code: 0 });
  const socket = await new Promise<Socket>((resolve) => {
    const attempt = (): void => {
      const one = connect(port, '127.0.0.1');
      const again = (): unknown => setTimeout(attempt, 20);
      one.once('error', again).once('connect', () => resolve(one.off('error', again)));
    };
    attempt();
  });
  sockets.push(socket.on('error', () => {}));
  socket.write('hello');
  await once(socket, 'data');
  return socket;
}

function fleet(home: TestHome, line: string): ReturnType<TestHome['netsh']> {
  return home.netsh(['-r', 'fleet', 'interface', 'portproxy', ...line.split(' ')]);
}

async function ids(home: TestHome): Promise<{ id: number; machine: string }[]> {
  const { out } = await fleet(home, 'show connections --json');
  const { connections } = JSON.parse(out) as { connections: { id: number; machine: string }[] };
  return connections.map(({ id, machine }) => ({ id, machine }));
}

test('commands on the fleet name the machine, narrow to one, and end connections by id and machine', async () => {
  const nats = await NatsServer.start();
  const [one, two] = [await member(nats, 'gw1'), await member(nats, 'gw2')];
  await clientOn(one, 'gw1');
  const second = await clientOn(one, 'gw2');
  const gone = new Promise((resolve) => second.once('close', resolve));
  expect(await ids(two)).toEqual([
    { id: 1, machine: 'gw1' },
    { id: 1, machine: 'gw2' },
  ]);
  const shown = await fleet(two, 'show connections machine=gw2');
  expect(shown.out).toMatch(/^\nMachine +Id +Entry/);
  expect(shown.out).toContain('gw2');
  expect(shown.out).not.toContain('gw1');
  expect((await fleet(one, 'show statistics')).out).toMatch(/Machine +Entry[^]*\ngw1 [^]*\ngw2 /);
  // A number that two machines have is not guessed.
  expect(await fleet(one, 'kill connection 1')).toMatchObject({
    code: 1,
    err: expect.stringContaining('2 machines have a connection 1: gw1, gw2.'),
  });
  expect(await fleet(one, 'kill connection 1 machine=gw2')).toMatchObject({
    code: 0,
    out: expect.stringContaining('1 connection ended.'),
  });
  await gone;
  expect((await fleet(one, 'show recent')).out).toMatch(/ {2}gw2 {2}1 {2}127\.0\.0\.1/);
  expect(await ids(one)).toEqual([{ id: 1, machine: 'gw1' }]);
  // Of one machine there is nothing to narrow.
  expect(await one.portproxy('show connections machine=gw1')).toMatchObject({
    code: 1,
    err: expect.stringContaining('set machine fleet'),
  });
  expect(await fleet(one, 'show connections machine=gw9')).toMatchObject({
    code: 1,
    err: expect.stringContaining('The fleet has no machine gw9. It has gw1, gw2.'),
  });
});

test('the monitor of a fleet at 80 by 24 shows machines, who is missing, and kills on the right one', async () => {
  const nats = await NatsServer.start();
  const [one, two] = [await member(nats, 'gw1'), await member(nats, 'gw2')];
  await clientOn(one, 'gw1');
  const second = await clientOn(one, 'gw2');
  const gone = new Promise((resolve) => second.once('close', resolve));
  const terminal = new NetshTerminal(
    {
      args: [PROGRAM, '-r', 'fleet', 'interface', 'portproxy', 'monitor'],
      columns: 80,
      rows: 24,
    },
    one,
  );
  terminals.push(terminal);
  await terminal.waitFor('2 of 2 machines');
  // Oldest first, whichever feed came first.
  await terminal.waitFor(/Machine[^]*gw1[^]*gw2/);
  expect(terminal.screen.rows.every((row) => row.length <= 80)).toBe(true);
  // The lower table, its second row.
  await terminal.typeAndWait('\t/gw2\r', 'filter gw2');
  await terminal.typeAndWait('x', /kill connection id=1 machine=gw2/);
  expect(terminal.screen.text).not.toContain('219902');
  terminal.type('y');
  await gone;
  const { pid } = JSON.parse((await two.netsh(['relay', 'show', 'status', '--json'])).out) as { pid: number };
  process.kill(pid, 'SIGSTOP');
  try {
    await terminal.waitFor(/1 of 2 machines +gw2 (does not answer|lost)/);
  } finally {
    process.kill(pid, 'SIGCONT');
  }
  await terminal.waitFor('2 of 2 machines');
  terminal.type('q');
  await until(async () => {
    const { out } = await two.netsh(['relay', 'show', 'status', '--json']);
    return !('watchers' in (JSON.parse(out) as object));
  });
});
