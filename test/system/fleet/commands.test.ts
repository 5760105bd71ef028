import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { TestHome, freePorts } from '../../program/netsh.ts';
import { NetshTerminal } from '../../pty/netsh.ts';
import { until } from '../../service/sandbox.ts';
import { longTest } from './long-test.ts';
import { NatsServer } from './nats-server.ts';

// Services start and end; the machine may have much else to do.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 60_000 });

const homes: TestHome[] = [];
const terminals: NetshTerminal[] = [];
let ports: number[] = [];

beforeAll(async () => {
  ports = await freePorts(4);
});

afterEach(async () => {
  for (const terminal of terminals.splice(0)) await terminal.close();
  for (const home of homes.splice(0)) await home.close();
});

/** A machine that has joined the fleet by the command. */
async function joined(server: NatsServer, name: string, more: readonly string[] = []): Promise<TestHome> {
  const home = new TestHome();
  homes.push(home);
  const ran = await home.netsh(['fleet', 'join', `servers=${server.url}`, `machine=${name}`, ...more]);
  expect(ran).toMatchObject({ code: 0, out: '\n' });
  return home;
}

/** Runs a line on the table of the fleet. */
function onFleet(home: TestHome, line: string) {
  return home.netsh(['-r', 'fleet', ...line.split(' ')]);
}

/** What an entry does, once it does that: `show status` is asked until it holds a text. */
async function shows(home: TestHome, text: string): Promise<string> {
  let out = '';
  await until(async () => {
    ({ out } = await onFleet(home, 'interface portproxy show status'));
    return out.includes(text);
  });
  return out;
}

const DONE = { code: 0, out: '\n', err: '' };
const LOCAL = 'listenaddress=127.0.0.1';

test('a table is made, chosen for machines, dumped and replayed, and each machine is told of', async () => {
  const server = await NatsServer.start();
  const one = await joined(server, 'gw1', ['labels=site=berlin']);
  const two = await joined(server, 'gw2', ['labels=site=oslo']);
  const [port, other] = ports;
  expect(
    await onFleet(one, `interface portproxy add v4tov4 ${port} 127.0.0.1 9 ${LOCAL} machines=site=oslo`),
  ).toEqual(DONE);
  // Both machines of this test are one: the second that listens is told that the port is taken.
  expect(await onFleet(two, `interface portproxy add v4tov4 ${other} 127.0.0.1 9 ${LOCAL}`)).toEqual(DONE);
  const status = await shows(one, 'Listening on 1 of 2 machines. gw');
  expect(status).toContain(`v4tov4 127.0.0.1:${port} to 127.0.0.1:9: listening\n  machines=site=oslo\n`);
  expect(status).toMatch(/Listening on 1 of 2 machines\. gw[12]: Port \d+ is already in use/);

  const dump = (await onFleet(two, 'interface portproxy dump')).out;
  expect(dump).toContain(`#netsh: set v4tov4 listenport=${port} listenaddress=127.0.0.1 machines=site=oslo`);
  const file = path.join(one.path, 'dump.txt');
  writeFileSync(file, dump);
  expect(await onFleet(one, 'interface portproxy reset')).toEqual(DONE);
  expect((await onFleet(one, 'interface portproxy show all')).out).toBe('\n');
  expect(await one.netsh(['-r', 'fleet', '-f', file])).toMatchObject({ code: 0, err: '' });
  await until(async () => (await onFleet(two, 'interface portproxy dump')).out === dump);

  expect(
    await onFleet(one, `interface portproxy set v4tov4 ${port} 127.0.0.1 9 ${LOCAL} machines=default`),
  ).toEqual(DONE);
  expect((await onFleet(one, 'interface portproxy dump')).out).not.toContain('machines=');
  const { machines } = JSON.parse((await two.netsh(['--json', 'fleet', 'show', 'machines'])).out);
  expect(machines).toMatchObject([
    { name: 'gw1', labels: { site: 'berlin' } },
    { name: 'gw2', labels: { site: 'oslo' } },
  ]);
});

test('a script that works offline is one revision; history names who and where; undo puts it back', async () => {
  const server = await NatsServer.start();
  const one = await joined(server, 'gw1');
  const two = await joined(server, 'gw2');
  const [port, other, third] = ports;
  const lines = [
    'set mode offline',
    'interface portproxy',
    `add v4tov4 ${port} 127.0.0.1 9 ${LOCAL} group=web`,
    `add v4tov4 ${other} 127.0.0.1 9 ${LOCAL} group=web`,
    'commit',
  ];
  const file = path.join(one.path, 'script.txt');
  writeFileSync(file, lines.join('\n'));
  expect(await one.netsh(['-r', 'fleet', '-f', file])).toMatchObject({ code: 0, err: '' });
  expect(await onFleet(one, `interface portproxy add v4tov4 ${third} 127.0.0.1 9 ${LOCAL}`)).toEqual(DONE);
  await until(async () => (await two.netsh(['fleet', 'show', 'status'])).out.includes('Revision    : 2'));
  expect(await onFleet(two, 'interface portproxy set group web comment=changed')).toEqual(DONE);

  const { out } = await one.netsh(['fleet', 'show', 'history']);
  expect(out).toMatch(/^\n1 {2}\d{4}-\d\d-\d\d \d\d:\d\d:\d\d {2}\S+ on gw1\n {2}added {4}v4tov4 127/);
  expect(out).toMatch(/\n3 {2}.* on gw2\n {2}changed {2}v4tov4 .*\n {4}comment=changed\n/);

  const refused = await one.netsh(['fleet', 'undo', '1']);
  expect(refused).toMatchObject({ code: 1, out: '' });
  expect(refused.err).toMatch(
    /^Nothing was undone.*\nv4tov4 .* was changed by \S+ on gw2 later \(revision 3, /,
  );
  // The same on the fleet itself, as on the machine.
  expect(await onFleet(one, 'fleet undo 3')).toEqual(DONE);
  expect(await one.netsh(['fleet', 'undo', '1', `listenport=${port}`])).toEqual(DONE);
  const all = (await onFleet(one, 'interface portproxy show all')).out;
  expect(all).not.toContain(`${port} `);
  expect(all).toContain(`${other} `);
  const { commits } = JSON.parse((await one.netsh(['--json', 'fleet', 'show', 'history', 'count=1'])).out);
  expect(commits).toMatchObject([{ revision: 5, count: 1, changes: [{ kind: 'deleted' }] }]);
});

test('what was staged before another one changed it is refused, and he is named', async () => {
  const server = await NatsServer.start();
  const one = await joined(server, 'gw1');
  const two = await joined(server, 'gw2');
  const [port] = ports;
  const shell = new NetshTerminal({}, one);
  terminals.push(shell);
  await shell.waitFor((screen) => screen.cursorRow === 'netsh>');
  shell.type('set machine fleet\r');
  await shell.waitFor((screen) => screen.cursorRow === '[fleet] netsh>');
  shell.type('set mode offline\r');
  await shell.waitFor((screen) => screen.cursorRow === '[fleet] netsh (offline)>');
  shell.type(`interface portproxy add v4tov4 ${port} 127.0.0.1 9 ${LOCAL}\r`);
  await shell.waitFor((screen) => screen.cursorRow === '[fleet] netsh (offline, 1 change)>');
  expect(await onFleet(two, `interface portproxy add v4tov4 ${port} 127.0.0.1 7 ${LOCAL}`)).toEqual(DONE);
  await until(async () => (await one.netsh(['fleet', 'show', 'status'])).out.includes('Revision    : 1'));
  shell.type('commit\r');
  await shell.waitFor(/was added by \S+ on gw2 since \(revision 1/);
});

test('an account that may only read is told so', async () => {
  const server = await NatsServer.start(`authorization { users: [
    { user: writer, password: w }
    { user: reader, password: r, permissions: {
      publish: ["$JS.API.>", "netsh.main.machine.*", "netsh.main.clock"], subscribe: "_INBOX.>"
    } }
  ] }`);
  const home = new TestHome();
  homes.push(home);
  const secret = (name: string): string => {
    const file = path.join(home.path, name);
    writeFileSync(file, name, { mode: 0o600 });
    return file;
  };
  const wrong = await home.netsh([
    'fleet',
    'join',
    `servers=${server.url}`,
    'user=writer',
    `password=${secret('x')}`,
  ]);
  expect(wrong).toMatchObject({
    code: 1,
    err: expect.stringContaining('refuse the account of this machine. Give user and'),
  });
  const writer = await joined(server, 'gw1', ['user=writer', `password=${secret('w')}`]);
  const reader = await joined(server, 'gw2', ['user=reader', `password=${secret('r')}`]);
  const [port] = ports;
  expect(await onFleet(writer, `interface portproxy add v4tov4 ${port} 127.0.0.1 9 ${LOCAL}`)).toEqual(DONE);
  await until(async () => (await onFleet(reader, 'interface portproxy show all')).out.includes(`${port}`));
  const told = expect.stringContaining('may only read the fleet');
  expect(await onFleet(reader, 'interface portproxy reset')).toMatchObject({ code: 1, err: told });
  expect(await reader.netsh(['fleet', 'undo', '1'])).toMatchObject({ code: 1, err: told });
  expect((await reader.netsh(['fleet', 'show', 'history'])).out).toContain('on gw1');
});

test('at a terminal of 80 columns the prompt names the fleet, machines are completed, and status fits', async () => {
  const server = await NatsServer.start();
  const one = await joined(server, 'gw1', ['labels=site=berlin']);
  await joined(server, 'gw2', ['labels=site=berlin']);
  await until(async () => (await one.netsh(['fleet', 'show', 'machines'])).out.includes('gw2'));
  const [port] = ports;
  const shell = new NetshTerminal({ columns: 80, rows: 24 }, one);
  terminals.push(shell);
  await shell.waitFor((screen) => screen.cursorRow === 'netsh>');
  shell.type('set machine fleet\r');
  await shell.waitFor((screen) => screen.cursorRow === '[fleet] netsh>');
  shell.type('interface portproxy\r');
  await shell.waitFor((screen) => screen.cursorRow === '[fleet] netsh interface portproxy>');
  shell.type(`add v4tov4 ${port} 127.0.0.1 9 ${LOCAL} machines=\t`);
  await shell.waitFor(/site=berlin +2 machines/);
  await shell.waitFor(/gw1 +A machine of the fleet/);
  shell.type('gw2\r');
  await shell.waitFor((screen) => screen.cursorRow === '[fleet] netsh interface portproxy>');
  shell.type('show all\r');
  await shell.waitFor(
    (screen) =>
      screen.cursorRow === '[fleet] netsh interface portproxy>' &&
      screen.text.includes(`127.0.0.1       ${port}`),
  );
  shell.type('fleet show machines\r');
  await shell.waitFor(/gw2 +there/);
  const rows = shell.screen.text.split('\n');
  expect(Math.max(...rows.map((row) => row.length))).toBeLessThanOrEqual(80);
});

longTest('--watch tells of machines that come and are lost', async () => {
  const server = await NatsServer.start();
  const one = await joined(server, 'gw1');
  const shell = new NetshTerminal({}, one);
  terminals.push(shell);
  await shell.waitFor((screen) => screen.cursorRow === 'netsh>');
  shell.type('fleet show machines --watch\r');
  await shell.waitFor(/present +gw1 {2}there {2}revision 0/);
  await joined(server, 'gw2');
  await shell.waitFor(/added +gw2 {2}there/);
  await server.kill();
  await shell.waitFor(/lost +The connection to/);
});
