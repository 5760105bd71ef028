import { writeFileSync } from 'node:fs';
import { type Server, connect, createServer } from 'node:net';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FAMILIES, connectVersion, listenVersion, loopback } from '../../src/portproxy/family.ts';
import { freePort as freeRange } from '../relay/support/ports.ts';
import { TestHome, closed, listen, portOf } from './netsh.ts';

let home: TestHome;
let servers: Server[] = [];

beforeEach(() => {
  home = new TestHome();
});
afterEach(async () => {
  await home.close();
  await Promise.all(servers.splice(0).map(closed));
});

/** A server that says the port on which it was reached, then ends the connection. */
async function teller(host: string, port = 0): Promise<number> {
  const server = createServer((socket) => socket.end(String(socket.localPort)));
  servers.push(server);
  return portOf(await listen(server, host, port));
}

/** What is heard on a port: all that the server says, or the code of the error. */
function heard(port: number, host: string): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    const socket = connect({ host, port });
    socket.setEncoding('utf8').on('data', (chunk) => {
      text += String(chunk);
    });
    socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    socket.on('end', () => resolve(text));
  });
}

async function table(): Promise<unknown> {
  const { entries } = JSON.parse((await home.portproxy('show all --json')).out) as { entries: unknown };
  return entries;
}

describe.each(FAMILIES)('%s', (family) => {
  const here = loopback(listenVersion(family));
  const there = loopback(connectVersion(family));

  test('first, middle and last port of a range lead to their own, or all to one', async () => {
    const [from, target, other] = [await freeRange(11), await freeRange(11), await freeRange(11)];
    for (const at of [0, 5, 10]) await teller(there, target + at);
    const added = await home.portproxy(
      `add ${family} listenport=${from}-${from + 10} listenaddress=${here} connectaddress=${there} connectport=${target}-${target + 10}`,
    );
    expect(added).toMatchObject({ code: 0, out: '\n' });
    for (const at of [0, 5, 10]) expect(await heard(from + at, here)).toBe(String(target + at));
    const one = await teller(there);
    expect(await home.portproxy(`add ${family} ${other}-${other + 10} ${there} ${one} ${here}`)).toEqual({
      code: 0,
      out: '\n',
      err: '',
    });
    for (const at of [0, 5, 10]) expect(await heard(other + at, here)).toBe(String(one));
    expect(await heard(from + 3, here)).toMatch(/^$|ECONNRESET/);
  });
});

async function explain(line: string): Promise<string> {
  return (await home.netsh(['explain', ...line.split(' ')])).out;
}

describe('a range', () => {
  test('of 1,000 ports is one entry, shown and dumped as typed, and every port of it listens', async () => {
    const from = await freeRange(1000);
    const range = `${from}-${from + 999}`;
    const target = await teller('127.0.0.1');
    const added = await home.portproxy(`add v4tov4 ${range} 127.0.0.1 ${target} 127.0.0.1`);
    expect(added).toMatchObject({ code: 0, out: '\n' });
    expect(await table()).toMatchObject([{ listenPort: range, state: 'listening', reason: null }]);
    const heardAll: string[] = [];
    for (let port = from; port < from + 1000; port += 50) {
      const some = Array.from({ length: 50 }, (_, at) => heard(port + at, '127.0.0.1'));
      heardAll.push(...(await Promise.all(some)));
    }
    expect(new Set(heardAll)).toEqual(new Set([String(target)]));
    expect((await home.portproxy('show all')).out).toContain(
      `127.0.0.1       ${range.padEnd(10)}  127.0.0.1       ${target}\n`,
    );
    expect((await home.portproxy('dump')).out).toContain(
      `add v4tov4 listenport=${range} connectaddress=127.0.0.1 connectport=${target} listenaddress=127.0.0.1\n`,
    );
    expect((await home.netsh(['relay', 'show', 'status', '--json'])).out).toContain('"listening":1');
  });

  test('without connectport leads each port to the same one, and a dump of it rebuilds it', async () => {
    const from = await freeRange(3);
    await teller('127.0.0.2', from + 1);
    const range = `${from}-${from + 2}`;
    await home.portproxy(`add v4tov4 ${range} 127.0.0.2 listenaddress=127.0.0.1`);
    const [shown, dump] = [await home.portproxy('show all'), await home.portproxy('dump')];
    expect(dump.out).toContain(`listenport=${range} connectaddress=127.0.0.2 connectport=${range} `);
    await home.portproxy('reset');
    expect(await heard(from + 1, '127.0.0.1')).toBe('ECONNREFUSED');
    writeFileSync(path.join(home.path, 'dump.txt'), dump.out);
    expect(await home.netsh(['-f', 'dump.txt'])).toMatchObject({ code: 0, err: '' });
    expect(await home.portproxy('show all')).toEqual(shown);
    expect(await home.portproxy('dump')).toEqual(dump);
    expect(await heard(from + 1, '127.0.0.1')).toBe(String(from + 1));
  });

  test('is changed and deleted by its range as typed, and by nothing else', async () => {
    const from = await freeRange(3);
    const range = `${from}-${from + 2}`;
    const [one, other] = [await teller('127.0.0.1'), await teller('127.0.0.1')];
    await home.portproxy(`add v4tov4 ${range} 127.0.0.1 ${one} 127.0.0.1`);
    expect((await home.portproxy(`set v4tov4 ${range} listena=127.0.0.1 connectp=${other}`)).code).toBe(0);
    expect(await heard(from + 2, '127.0.0.1')).toBe(String(other));
    expect(await home.portproxy(`delete v4tov4 ${from} 127.0.0.1`)).toMatchObject({
      code: 1,
      out: 'The system cannot find the file specified.\n',
    });
    expect(await home.portproxy(`delete v4tov4 ${range} 127.0.0.1`)).toMatchObject({ code: 0, out: '\n' });
    expect(await heard(from + 2, '127.0.0.1')).toBe('ECONNREFUSED');
  });

  test('that clashes with an entry before it is stored and held, and names the entry and the ports', async () => {
    const from = await freeRange(20);
    await home.portproxy(`add v4tov4 ${from}-${from + 9} 127.0.0.1 9 127.0.0.1`);
    const second = `${from + 5}-${from + 14}`;
    const label = `v4tov4 127.0.0.1:${from}-${from + 9}`;
    expect(await home.portproxy(`add v4tov4 ${second} 127.0.0.1 9 127.0.0.1`)).toEqual({
      code: 0,
      out: '\n',
      err: `The entry v4tov4 127.0.0.1:${second} is not listening: Ports ${from + 5}-${from + 9} of its range are shadowed by ${label}.\n`,
    });
    expect(await heard(from + 12, '127.0.0.1')).toBe('ECONNREFUSED');
    await home.portproxy(`delete v4tov4 ${from}-${from + 9} 127.0.0.1`);
    expect(await table()).toMatchObject([{ listenPort: second, state: 'listening' }]);
  });

  test.each([
    ['30000-30010 127.0.0.1 40000-40005', 'These are 6 ports for 11 listen ports.'],
    ['30000 127.0.0.1 40000-40005', 'These are 6 ports for 1 listen port.'],
    ['30010-30000 127.0.0.1 9', 'The range ends before it begins. Use 30000-30010.'],
    ['0-10 127.0.0.1 9', 'Port 0 does not exist'],
    ['65000-65536 127.0.0.1 9', 'The highest port is 65535'],
    ['30000-30010-30020 127.0.0.1 9', 'Not a port number or a known service'],
  ])('add v4tov4 %s is refused, and nothing is stored', async (words, reason) => {
    const ran = await home.portproxy(`add v4tov4 ${words}`);
    expect(ran).toMatchObject({ code: 1, out: expect.stringContaining('is not an acceptable value for') });
    expect(ran.err).toContain(reason);
    expect(await table()).toEqual([]);
  });

  test('that leads back into itself is held', async () => {
    const from = await freeRange(12);
    const ran = await home.portproxy(`add v4tov4 ${from}-${from + 9} 127.0.0.1 ${from + 5}`);
    expect(ran).toMatchObject({ code: 0, out: '\n', err: expect.stringContaining('forward to itself') });
  });

  test('is explained: how many ports, and where each leads', async () => {
    expect(await explain('int po add v 30000-30010 10.0.0.5 40000-40010')).toContain(
      'Will do: Creates *:30000-30010 to 10.0.0.5:40000-40010 (11 ports, each to its own).\n',
    );
    expect(await explain('int po add v 30000-30010 10.0.0.5 80')).toContain('(11 ports, all to one).\n');
    expect(await explain('int po add v 30000-30010 10.0.0.5 80-81')).toContain(
      'Will do: Nothing: connectport is not acceptable. These are 2 ports for 11 listen ports.',
    );
  });
});

test('show connections listenport= finds those of a range by one of its ports, by a part and by the whole', async () => {
  const from = await freeRange(11);
  const server = createServer((socket) => socket.on('error', () => {}).write('hello'));
  servers.push(server);
  await home.portproxy(`add v4tov4 ${from}-${from + 10} 127.0.0.1 ${portOf(await listen(server))} 127.0.0.1`);
  const socket = connect(from + 5, '127.0.0.1');
  await new Promise((said) => socket.once('data', said));
  const shown = async (ports: string): Promise<number> => {
    const { out } = await home.portproxy(`show connections listenport=${ports} --json`);
    return (JSON.parse(out) as { connections: unknown[] }).connections.length;
  };
  expect(await shown(String(from + 5))).toBe(1);
  expect(await shown(`${from + 3}-${from + 20}`)).toBe(1);
  expect(await shown(`${from}-${from + 10}`)).toBe(1);
  expect(await shown(String(from + 11))).toBe(0);
  expect(await shown(String(from).slice(1))).toBe(0);
  socket.destroy();
});
