import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { TestHome, closed, freePorts, listen, portOf } from './netsh.ts';
import { RemoteHome } from './remote-machine.ts';

let home: TestHome;
let ports: number[];

beforeEach(async () => {
  home = new TestHome();
  ports = await freePorts(4);
});
afterEach(() => home.close());

/** Runs lines in `interface portproxy` as one script; gives its output. */
async function script(
  ...lines: readonly string[]
): Promise<{ out: string; err: string; code: number | null }> {
  const input = `interface portproxy\n${lines.join('\n')}\n`;
  return await home.netsh([], { input });
}

/** Lines that add three entries, two of the group `web`. */
function threeEntries(target = 9): string[] {
  const [first, second, third] = ports;
  return [
    `add v4tov4 ${first} 127.0.0.1 ${target} 127.0.0.1 group=web comment="the site, all of it"`,
    `add v4tov4 ${second} 127.0.0.1 ${target} 127.0.0.1 group=Web`,
    `add v4tov4 ${third} 127.0.0.1 ${target} 127.0.0.1 group=db`,
  ];
}

async function json(line: string): Promise<Record<string, Record<string, unknown>[]>> {
  const ran = await home.portproxy(`${line} --json`);
  expect(ran).toMatchObject({ code: 0, err: '' });
  return JSON.parse(ran.out) as Record<string, Record<string, unknown>[]>;
}

test('show tells of a group alone: all, status, statistics, connections, recent, groups', async () => {
  const server = await listen(createServer((socket) => socket.resume().on('error', () => {})));
  onTestFinished(() => closed(server));
  await script(...threeEntries(portOf(server)));
  const clients = ports.slice(0, 3).map((port) => connect(port, '127.0.0.1').on('error', () => {}));
  await Promise.all(clients.map((client) => once(client, 'connect')));
  const shown = (await home.portproxy('show all group=WEB')).out;
  expect(shown.split('\n').slice(5)).toEqual([
    `127.0.0.1       ${String(ports[0]).padEnd(10)}  127.0.0.1       ${portOf(server)}`,
    `127.0.0.1       ${String(ports[1]).padEnd(10)}  127.0.0.1       ${portOf(server)}`,
    '',
    '',
  ]);
  expect((await home.portproxy('show v6tov4 group=web')).out).toBe('\n');
  const status = (await home.portproxy('show status group=web')).out;
  expect(status).toContain('\n  comment="the site, all of it" group=web\n');
  expect(status).not.toContain('group=db');
  const { entries } = await json('show statistics group=web');
  expect(entries!.map(({ listenPort }) => listenPort)).toEqual([String(ports[0]), String(ports[1])]);
  const { connections } = await json('show connections group=web');
  expect(connections).toHaveLength(2);
  expect((await json('show connections group=db')).connections).toHaveLength(1);
  expect((await json('show connections group=none')).connections).toHaveLength(0);

  expect((await json('show groups')).groups).toMatchObject([
    { name: 'web', entries: 2, states: { listening: 2, disabled: 0 }, connections: 2 },
    { name: 'db', entries: 1, states: { listening: 1 }, connections: 1 },
  ]);
  expect((await home.portproxy('kill group web')).out).toBe('2 connections ended.\n\n');
  expect((await json('show recent group=web')).connections).toHaveLength(2);
  expect((await json('show recent group=db')).connections).toHaveLength(0);
  expect((await home.portproxy('show groups')).out).toMatch(/^\nGroup +Entries +State +Open/);
  for (const client of clients) client.destroy();
});

test('set, delete and kill of a group: blank line or netsh-like refusal, exit codes', async () => {
  await script(...threeEntries());
  expect(await home.portproxy('set group web state=disabled maxage=1h')).toEqual({
    code: 0,
    out: '\n',
    err: '',
  });
  expect((await json('show all')).entries!.map(({ state }) => state)).toEqual([
    'disabled',
    'disabled',
    'listening',
  ]);
  expect(await home.portproxy('set group none state=disabled')).toEqual({
    code: 1,
    out: '',
    err: 'No entry is in the group none.\n',
  });
  expect(await home.portproxy('set group web maxage=soon')).toMatchObject({
    code: 1,
    out: 'soon is not an acceptable value for maxage.\n',
  });
  expect(await home.portproxy('set group web sourceaddress=::1')).toMatchObject({
    code: 1,
    err: expect.stringContaining('nothing of the group was changed'),
  });
  expect(await home.portproxy('kill group none')).toMatchObject({ code: 1 });
  expect(await home.portproxy('delete group web --check')).toEqual({ code: 0, out: '\n', err: '' });
  expect(await home.portproxy('delete group web')).toEqual({ code: 0, out: '\n', err: '' });
  expect((await json('show all')).entries!.map(({ group }) => group)).toEqual(['db']);
  expect((await home.portproxy('delete group web')).code).toBe(1);
});

test('set group tells which of its entries cannot listen, as set does; the others do', async () => {
  await script(...threeEntries());
  await home.portproxy('set group web state=disabled');
  const taken = await listen(createServer(), '127.0.0.1', ports[0]);
  onTestFinished(() => closed(taken));
  const ran = await home.portproxy('set group web state=enabled');
  expect(ran).toMatchObject({ code: 0, out: '\n' });
  expect(ran.err).toContain(`The entry v4tov4 127.0.0.1:${ports[0]} is not listening: Port ${ports[0]} is`);
  const states = (await json('show all')).entries!.map(({ state }) => state);
  expect(states).toEqual(['failed', 'listening', expect.any(String)]);
});

test('offline, a change of a group is staged and told', async () => {
  await script(...threeEntries());
  const ran = await script(
    'offline',
    'set group web state=disabled',
    'delete group db',
    'show changes',
    'commit',
  );
  expect(ran).toMatchObject({ code: 0, err: '' });
  expect(ran.out).toContain(`- v4tov4 127.0.0.1:${ports[2]} to 127.0.0.1:9, group=db\n`);
  expect(ran.out).toContain(
    `~ v4tov4 127.0.0.1:${ports[1]} to 127.0.0.1:9, disabled, group=Web (was 127.0.0.1:9, group=Web)\n`,
  );
  expect((await json('show all')).entries!.map(({ state }) => state)).toEqual(['disabled', 'disabled']);
});

test('on another machine groups are the same', async () => {
  const far = new RemoteHome();
  onTestFinished(() => far.close());
  const env = far.working;
  const there = (line: string) => home.netsh(['-r', 'web1', ...line.split(' ')], { env });
  const input = `set machine web1\ninterface portproxy\n${threeEntries().join('\n')}\n`;
  expect((await home.netsh([], { env, input })).code).toBe(0);
  expect(await there('interface portproxy set group web state=disabled')).toMatchObject({
    code: 0,
    out: '\n',
  });
  expect((await there('interface portproxy kill group web')).out).toBe('0 connections ended.\n\n');
  expect(await there('interface portproxy delete group db')).toMatchObject({ code: 0, out: '\n' });
  const { groups } = JSON.parse((await there('interface portproxy show groups --json')).out) as {
    groups: unknown;
  };
  expect(groups).toMatchObject([{ name: 'web', entries: 2, states: { disabled: 2 } }]);
  expect((await home.portproxy('show groups')).out).toBe('\n');
});

test('UDP and TCP on one port are two entries; set, delete and kill without a protocol mean TCP', async () => {
  const [port] = ports;
  const ran = await script(
    `add v4tov4 ${port} 127.0.0.1 9 127.0.0.1 state=disabled`,
    `add v4tov4 ${port} 127.0.0.1 53 127.0.0.1 protocol=udp state=disabled`,
    `set v4tov4 ${port} listenaddress=127.0.0.1 connectport=10`,
    `set v4tov4 ${port} listenaddress=127.0.0.1 connectport=54 protocol=udp`,
    'show all',
    `kill entry v4tov4 ${port} 127.0.0.1 udp`,
    `delete v4tov4 ${port} 127.0.0.1`,
    'show all',
    `delete v4tov4 ${port} 127.0.0.1`,
  );
  const row = (target: number) => `127.0.0.1       ${String(port).padEnd(10)}  127.0.0.1       ${target}\n`;
  const head =
    'Address         Port        Address         Port\n--------------- ----------  --------------- ----------\n';
  const tcp = `\nListen on ipv4:             Connect to ipv4:\n\n${head}${row(10)}`;
  const udp = `\nListen on ipv4 udp:         Connect to ipv4:\n\n${head}${row(54)}`;
  expect(ran.out).toContain(`${tcp}${udp}`);
  expect(ran.out).toContain(`0 connections ended.\n\n\n${udp}\nThe system cannot find the file specified.\n`);
  expect(ran.code).toBe(1);
});
