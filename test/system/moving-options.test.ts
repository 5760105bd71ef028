import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { type Server, type Socket, connect, createServer } from 'node:net';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { entryWithOptions } from '../portproxy/formats/entry-with-options.ts';
import { fileText, write } from '../portproxy/formats/support.ts';
import { TestHome, closed, freePorts, listen, portOf } from '../program/netsh.ts';
import { until } from '../service/sandbox.ts';

let home: TestHome;
let programs: ChildProcess[] = [];
let targets: Server[] = [];

beforeEach(() => {
  home = new TestHome();
});

afterEach(async () => {
  for (const program of programs) {
    if (program.exitCode !== null || program.signalCode !== null) continue;
    const end = once(program, 'exit');
    program.kill('SIGTERM');
    await end;
  }
  for (const target of targets) await closed(target);
  programs = [];
  targets = [];
  await home.close();
});

async function add(line: string): Promise<void> {
  const ran = await home.portproxy(`add ${line}`);
  expect(ran.code, `${line}: ${ran.out}${ran.err}`).toBe(0);
}

/** Stops the relay, which has the ports, and writes the table for another program. */
async function exported(format: string, name: string): Promise<string> {
  await home.netsh(['relay', 'stop']);
  const file = path.join(home.path, name);
  const ran = await home.portproxy(`export ${format} file=${file}`);
  expect(ran.code, ran.err).toBe(0);
  return file;
}

/** A server that answers what it heard up to the end of a line that asks, with its name and the client's address. */
async function target(name: string, host: string): Promise<number> {
  const server = createServer((socket) => {
    let heard = '';
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      heard += chunk.toString();
      if (heard.endsWith('question\n'))
        socket.write(`${name} heard ${JSON.stringify(heard)} of ${socket.remoteAddress}\n`);
    });
  });
  targets.push(await listen(server, host, 0));
  return portOf(server);
}

/** A client that asks, and stays; gives what it hears, empty where it is sent away. */
async function ask(port: number, before = ''): Promise<{ readonly socket: Socket; readonly answer: string }> {
  const socket = connect({ host: '127.0.0.1', port });
  let answer = '';
  // A client that is sent away may be reset.
  const end = once(socket, 'close').catch(() => {});
  const line = new Promise<void>((resolve) => {
    socket.setEncoding('utf8').on('data', (text) => {
      answer += String(text);
      if (answer.endsWith('\n')) resolve();
    });
  });
  socket.on('error', () => {});
  socket.write(`${before}a question\n`);
  await Promise.race([end, line]);
  return { socket, answer };
}

function start(command: string, args: readonly string[]): void {
  programs.push(spawn(command, args, { stdio: ['ignore', 'ignore', 'inherit'] }));
}

/** An nginx that has what Debian's main configuration has, and the exported file. */
function nginxConfig(stream: string): string {
  const place = (name: string) => path.join(home.path, name);
  writeFileSync(
    place('nginx.conf'),
    `load_module /usr/lib/nginx/modules/ngx_stream_module.so;
daemon off;
pid ${place('nginx.pid')};
error_log ${place('error.log')};
events {}
include ${stream};
`,
  );
  return place('nginx.conf');
}

/** Every option that HAProxy or nginx has, in one spelling and another. */
async function everyOption(): Promise<void> {
  const list = '10.0.0.1,10.0.0.2:81,localhost';
  const six = 'fd00::1,[fd00::2]:81';
  await add(`v4tov4 18401 ${list} 80 comment=it's-\\$HOME-#1 group=web`);
  for (const [at, balance] of ['first', 'roundrobin', 'leastconnections', 'source'].entries()) {
    await add(`v4tov4 ${18_402 + at} ${list} 80 127.0.0.1 balance=${balance} check=500ms`);
    await add(`v6tov6 ${18_402 + at} ${six} 80 ::1 balance=${balance} check=2h`);
  }
  await add(
    'v4tov4 18410 10.0.0.1 80 idletimeout=90s connecttimeout=1500ms halfclosetimeout=0 maxage=1h log=yes',
  );
  await add('v4tov4 18411 10.0.0.1 80 idletimeout=365d maxperclient=3');
  await add('v6tov4 18412 10.0.0.1 80 maxconnections=50 maxperclient=5');
  await add('v4tov6 18413 fd00::1 80 sourceaddress=fd00::9 sendproxy=v1 acceptproxy=yes');
  await add(
    'v4tov4 18414 10.0.0.1,10.0.0.2 80 sourceaddress=10.9.9.9 sendproxy=v2 acceptproxy=yes balance=source',
  );
  await add('v4tov4 18415 10.0.0.1,10.0.0.2 80 sendproxy=v1 acceptproxy=yes balance=source');
  await add('v4tov4 18416-18418 10.0.0.1,10.0.0.2:99 18416-18418 maxconnections=5');
  await add('v4tov4 18421-18422 10.0.0.1 19421-19422 check=5s');
  await add('v4tov4 18420 10.0.0.1 53 protocol=udp idletimeout=20s');
  await add('v6tov6 18420 fd00::1,fd00::2 53 ::1 protocol=udp sourceaddress=fd00::9');
}

describe('programs accept every option of', () => {
  test.each<[string, string, (file: string) => [string, string[]], number]>([
    ['haproxy', 'haproxy.cfg', (file) => ['haproxy', ['-c', '-f', file]], 17],
    ['nginx', 'stream.conf', (file) => ['nginx', ['-t', '-c', nginxConfig(file)]], 17],
  ])('%s', async (format, name, check, count) => {
    await everyOption();
    const file = await exported(format, name);
    const [command, args] = check(file);
    const ran = spawnSync(command, args, { encoding: 'utf8' });
    expect(ran.status, ran.stderr + readFileSync(file, 'utf8')).toBe(0);
    expect(ran.stderr).not.toMatch(/warn|alert/i);
    const written = readFileSync(file, 'utf8').match(/^ *(?:listen netsh|server \{)/gm) ?? [];
    expect(written.length).toBe(count);
  });
});

test.each<[string, (file: string) => [string, string[]]]>([
  ['haproxy', (file) => ['haproxy', ['-c', '-f', file]]],
  ['nginx', (file) => ['nginx', ['-t', '-c', nginxConfig(file)]]],
])('%s accepts any options together', async (format, check) => {
  const named = fc.sample(entryWithOptions, 500);
  // Nothing is asked of a name server.
  const entries = named.map((entry) => ({
    ...entry,
    connectAddress: entry.connectAddress
      .replace('web.example', 'localhost')
      .replace('six.example', 'fd00::77'),
  }));
  const { files, written } = await write(format, entries);
  expect(written).toBeGreaterThan(20);
  const file = path.join(home.path, 'exported');
  writeFileSync(file, fileText(files[0]));
  const [command, args] = check(file);
  const ran = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1e8 });
  expect(ran.status, `${ran.stderr}\n${fileText(files[0])}`).toBe(0);
  expect(ran.stderr).not.toMatch(/warn|alert/i);
});

describe.each<[string, string, (file: string) => [string, string[]]]>([
  ['haproxy', 'haproxy.cfg', (file) => ['haproxy', ['-db', '-f', file]]],
  ['nginx', 'stream.conf', (file) => ['nginx', ['-c', nginxConfig(file)]]],
])('options hold in %s', (format, name, program) => {
  test('several targets, source, PROXY protocol and the limit of a client', async () => {
    const one = await target('one', '127.0.0.1');
    const [dead = 0, port = 0] = await freePorts(5);
    await add(
      `v4tov4 ${port} 127.0.0.1,127.0.0.2 ${dead} 127.0.0.1`.replace('127.0.0.2', `127.0.0.1:${one}`),
    );
    await add(`v4tov4 ${port + 1} 127.0.0.1 ${one} 127.0.0.1 sourceaddress=127.0.0.9`);
    await add(`v4tov4 ${port + 2} 127.0.0.1 ${one} 127.0.0.1 sendproxy=v1 acceptproxy=yes`);
    await add(`v4tov4 ${port + 3} 127.0.0.1 ${one} 127.0.0.1 maxperclient=1`);
    start(...program(await exported(format, name)));
    await until(async () => (await ask(port)).answer !== '');
    for (let turn = 0; turn < 3; turn++)
      expect((await ask(port)).answer).toBe(heard('a question\n', '127.0.0.1'));
    expect((await ask(port + 1)).answer).toBe(heard('a question\n', '127.0.0.9'));
    const header = 'PROXY TCP4 192.0.2.1 192.0.2.2 1000 2000\r\n';
    const { answer } = await ask(port + 2, header);
    expect(answer).toMatch(/PROXY TCP4 192\.0\.2\.1 [\d.]+ 1000 \d+/);
    expect((await ask(port + 2)).answer).toBe('');
    const first = await ask(port + 3);
    expect(first.answer).toBe(heard('a question\n', '127.0.0.1'));
    expect((await ask(port + 3)).answer).toBe('');
    first.socket.destroy();
    await until(async () => (await ask(port + 3)).answer !== '');
  });
});

function heard(text: string, client: string): string {
  return `one heard ${JSON.stringify(text)} of ${client}\n`;
}

test.each<[string, string, (file: string) => [string, string[]]]>([
  ['nginx', 'stream.conf', (file) => ['nginx', ['-c', nginxConfig(file)]]],
  ['rinetd', 'rinetd.conf', (file) => ['rinetd', ['-f', '-c', file]]],
])('%s forwards UDP as the entry says, from its source address', async (format, name, program) => {
  const server = createSocket('udp4');
  server.on('message', (message, from) =>
    server.send(`${String(message)} of ${from.address}`, from.port, from.address),
  );
  server.bind(0, '127.0.0.1');
  await once(server, 'listening');
  const client = createSocket('udp4');
  try {
    const [port = 0] = await freePorts(1);
    const source = 'sourceaddress=127.0.0.9 idletimeout=20s';
    await add(`v4tov4 ${port} 127.0.0.1 ${server.address().port} 127.0.0.1 protocol=udp ${source}`);
    start(...program(await exported(format, name)));
    let answer = '';
    client.on('message', (message) => (answer = String(message)));
    await until(async () => {
      client.send('hello', port, '127.0.0.1');
      await new Promise(setImmediate);
      return answer !== '';
    });
    expect(answer).toBe('hello of 127.0.0.9');
  } finally {
    client.close();
    server.close();
  }
});
