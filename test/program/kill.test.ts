import { once } from 'node:events';
import { type Server, type Socket, connect, createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestHome, closed, freePorts, listen, portOf } from './netsh.ts';

const home = new TestHome();
let server: Server;
let first: number;
let second: number;
const backends = new Set<Socket>();

beforeAll(async () => {
  server = await listen(
    createServer((socket) => {
      backends.add(socket);
      socket.on('error', () => {}).pipe(socket);
    }),
  );
  [first, second] = (await freePorts(2)) as [number, number];
  for (const port of [first, second])
    await home.portproxy(`add v4tov4 ${port} 127.0.0.1 ${portOf(server)} 127.0.0.1`);
});
afterAll(async () => {
  for (const socket of backends) socket.destroy();
  await closed(server);
  await home.close();
});

/** A client whose bytes came back, and how its connection ends. */
async function client(port: number): Promise<{ socket: Socket; end: Promise<string> }> {
  const socket = connect(port, '127.0.0.1');
  const end = new Promise<string>((resolve) => {
    socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    socket.on('close', () => resolve('closed'));
  });
  socket.write('hello');
  await once(socket, 'data');
  return { socket, end };
}

async function listed(line: string): Promise<{ id: number; client: string }[]> {
  const { connections } = JSON.parse((await home.portproxy(`${line} --json`)).out) as {
    connections: { id: number; client: string }[];
  };
  return connections;
}

describe('kill ends connections at both ends, and nothing else', () => {
  test('one, by its id', async () => {
    const one = await client(first);
    const other = await client(first);
    const { id } = (await listed('show connections')).find((each) =>
      each.client.endsWith(`:${one.socket.localPort}`),
    )!;
    expect(await home.portproxy(`kill connection id=${id}`)).toEqual({
      code: 0,
      out: '1 connection ended.\n\n',
      err: '',
    });
    expect(await one.end).toBe('ECONNRESET');
    other.socket.write('still here');
    await once(other.socket, 'data');
    expect(await home.portproxy(`kill connection id=${id}`)).toMatchObject({
      code: 1,
      err: `Connection ${id} was not found.\n`,
    });
    expect((await listed(`show connections listenport=${first} client=127.0.0.1`)).length).toBe(1);
    other.socket.destroy();
  });

  test('those of an entry, which goes on listening', async () => {
    const one = await client(first);
    const other = await client(second);
    await expect.poll(async () => (await listed(`show connections listenport=${first}`)).length).toBe(1);
    expect((await home.portproxy(`kill entry v4tov4 ${first} 127.0.0.1 --json`)).out).toBe('{"killed":1}\n');
    expect(await one.end).toBe('ECONNRESET');
    (await client(first)).socket.destroy();
    expect(other.socket.destroyed).toBe(false);
    other.socket.destroy();
  });

  test('those of a client', async () => {
    const ones = [await client(first), await client(second)];
    const ran = await home.portproxy('kill client address=127.0.0.1');
    expect(ran).toMatchObject({ code: 0, err: '' });
    expect(await Promise.all(ones.map((one) => one.end))).toEqual(['ECONNRESET', 'ECONNRESET']);
    expect((await home.portproxy('kill client address=192.0.2.1')).out).toBe('0 connections ended.\n\n');
  });
});

test('deleting an entry stops its listening, and its connections go on', async () => {
  const one = await client(second);
  await home.portproxy(`delete v4tov4 ${second} 127.0.0.1`);
  one.socket.write('still here');
  await once(one.socket, 'data');
  const late = connect(second, '127.0.0.1');
  const [error] = (await once(late, 'error')) as [NodeJS.ErrnoException];
  expect(error.code).toBe('ECONNREFUSED');
  one.socket.destroy();
});

test('a disabled entry does not listen until it is enabled', async () => {
  expect(await home.portproxy(`set v4tov4 ${first} listenaddress=127.0.0.1 state=disabled`)).toMatchObject({
    code: 0,
    out: '\n',
    err: '',
  });
  expect((await home.portproxy('show all --json')).out).toContain('"state":"disabled"');
  expect((await home.portproxy('show status')).out).toContain(
    `v4tov4 127.0.0.1:${first} to 127.0.0.1:${portOf(server)}: disabled\n`,
  );
  const [error] = (await once(connect(first, '127.0.0.1'), 'error')) as [NodeJS.ErrnoException];
  expect(error.code).toBe('ECONNREFUSED');
  expect((await home.portproxy('dump')).out).toContain(
    `#netsh: set v4tov4 listenport=${first} listenaddress=127.0.0.1 state=disabled\n`,
  );
  expect(await home.portproxy(`set v4tov4 ${first} listenaddress=127.0.0.1 state=enabled`)).toMatchObject({
    code: 0,
    err: '',
  });
  (await client(first)).socket.destroy();
});

test('a target that refuses resets the client and stands as the last error of the entry', async () => {
  const [port, nobody] = (await freePorts(2)) as [number, number];
  await home.portproxy(`add v4tov4 ${port} 127.0.0.1 ${nobody} 127.0.0.1`);
  const socket = connect(port, '127.0.0.1');
  const [error] = (await once(socket, 'error')) as [NodeJS.ErrnoException];
  expect(error.code).toBe('ECONNRESET');
  const ran = await home.portproxy('show status');
  expect(ran.out).toMatch(
    new RegExp(
      `127\\.0\\.0\\.1:${port} to 127\\.0\\.0\\.1:${nobody}: listening\n  Last error, \\d+s ago: .*ECONNREFUSED`,
    ),
  );
  const { entries } = JSON.parse((await home.portproxy('show statistics --json')).out) as {
    entries: { listenPort: string; counters: { errors: number; connectionsTotal: number } }[];
  };
  expect(entries.find((entry) => entry.listenPort === String(port))?.counters).toMatchObject({
    errors: 1,
    connectionsTotal: 1,
  });
});
