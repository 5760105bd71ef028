import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { type Server, connect, createServer } from 'node:net';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { TestHome, closed, freePorts, listen, portOf } from '../program/netsh.ts';
import { until } from '../service/sandbox.ts';

let home: TestHome;
let programs: ChildProcess[] = [];
let targets: Server[] = [];

beforeEach(() => {
  home = new TestHome();
});

afterEach(async () => {
  for (const program of programs) await ended(program);
  for (const target of targets) await closed(target);
  programs = [];
  targets = [];
  await home.close();
});

/** Rules that let in all of 127.0.0.0/8 but two of its clients, at a port that is the first of the list. */
async function onlySome(port: number): Promise<void> {
  const common = 'advfirewall firewall add rule dir=in protocol=tcp';
  for (const rule of [
    `name=some action=allow localport=${port} remoteip=127.0.0.0/8`,
    `name=bad action=block localport=${port} remoteip=127.0.0.66,127.7.7.0/24`,
    `name=others action=block localport=${port + 1} remoteip=127.0.0.66`,
    `name=none action=allow localport=${port + 2} remoteip=10.0.0.0/8`,
  ]) {
    expect((await home.netsh(`${common} ${rule}`.split(' '))).code, rule).toBe(0);
  }
}

/** Who is let in where, by the rules of `onlySome`. */
async function expectClients(port: number, answer: string): Promise<void> {
  await until(async () => (await ask('127.0.0.1', port, 'ends the line').catch(() => '')) !== '');
  const seen: string[] = [];
  for (const client of ['127.0.0.1', '127.9.9.9', '127.0.0.66', '127.7.7.9']) {
    for (const at of [port, port + 1, port + 2]) {
      const heard = await ask('127.0.0.1', at, 'ends the line', client).catch(() => '');
      expect(heard === '' || heard === answer, heard).toBe(true);
      if (heard === answer) seen.push(`${client} at ${at - port}`);
    }
  }
  expect(seen).toEqual([
    '127.0.0.1 at 0',
    '127.0.0.1 at 1',
    '127.9.9.9 at 0',
    '127.9.9.9 at 1',
    '127.7.7.9 at 1',
  ]);
}

/** A server that answers what it heard, with its name, at the end of a line or of the client's side. */
async function target(name: string, host: string, port = 0): Promise<number> {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    let heard = '';
    socket.on('error', () => {});
    const answer = () => socket.end(`${name} heard ${heard.trimEnd()}`);
    socket.on('data', (chunk) => {
      heard += chunk.toString();
      if (heard.endsWith('\n')) answer();
    });
    socket.on('end', answer);
  });
  targets.push(await listen(server, host, port));
  return portOf(server);
}

/** How a client asks: it ends its own side after the question, or only the line. */
type Way = 'ends its side' | 'ends the line';

/** What a server behind host and port answers to a client, which has an address of its own or any. */
async function ask(host: string, port: number, way: Way, localAddress?: string): Promise<string> {
  const client = connect({ host, port, allowHalfOpen: true, ...(localAddress && { localAddress }) });
  if (way === 'ends its side') client.end('a question');
  else client.write('a question\n');
  let answer = '';
  for await (const chunk of client.setEncoding('utf8')) answer += String(chunk);
  return answer;
}

function start(command: string, args: readonly string[]): ChildProcess {
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  programs.push(child);
  return child;
}

async function ended(program: ChildProcess): Promise<void> {
  if (program.exitCode !== null || program.signalCode !== null) return;
  const end = once(program, 'exit');
  program.kill('SIGTERM');
  await end;
}

async function add(line: string): Promise<void> {
  expect((await home.portproxy(`add ${line}`)).code, line).toBe(0);
}

/** Stops the relay, which has the ports, and writes the table for another program. */
async function exported(format: string, name: string): Promise<string> {
  await home.netsh(['relay', 'stop']);
  const file = path.join(home.path, name);
  const ran = await home.portproxy(`export ${format} file=${file}`);
  expect(ran.code, ran.err).toBe(0);
  return file;
}

/** A table with an entry of each family, and a range; gives where to ask and who answers. */
async function fourFamilies(): Promise<[string, number, string][]> {
  const [a = 0, b = 0, c = 0, d = 0] = await freePorts(4);
  const [four, six] = [await target('four', '127.0.0.1'), await target('six', '::1')];
  await add(`v4tov4 ${a} 127.0.0.1 ${four} 127.0.0.1`);
  await add(`v4tov6 ${b} ::1 ${six} 127.0.0.1`);
  await add(`v6tov4 ${c} 127.0.0.1 ${four} ::1`);
  await add(`v6tov6 ${d} ::1 ${six} ::1`);
  return [
    ['127.0.0.1', a, 'four heard a question'],
    ['127.0.0.1', b, 'six heard a question'],
    ['::1', c, 'four heard a question'],
    ['::1', d, 'six heard a question'],
  ];
}

/** Whether every place answers as it should. */
async function expectAnswers(
  places: readonly (readonly [string, number, string])[],
  way: Way = 'ends its side',
): Promise<void> {
  for (const [host, port, answer] of places) {
    await until(async () => (await ask(host, port, way).catch(() => '')) !== '');
    expect(await ask(host, port, way)).toBe(answer);
  }
}

/** An nginx that has what Debian's main configuration has, and the exported file. */
function nginxConfig(stream: string): string {
  const config = path.join(home.path, 'nginx.conf');
  const place = (name: string) => path.join(home.path, name);
  writeFileSync(
    config,
    `load_module /usr/lib/nginx/modules/ngx_stream_module.so;
daemon off;
pid ${place('nginx.pid')};
error_log ${place('error.log')};
events {}
include ${stream};
`,
  );
  return config;
}

/** Every sort of entry that needs no name server. */
async function everySort(): Promise<void> {
  await add('v4tov4 18301 10.0.0.1 80');
  await add('v4tov4 18301 10.0.0.2 80 127.0.0.1');
  await add('v4tov4 18302 localhost http 127.0.0.1');
  await add('v4tov6 18303-18305 [fd00::1] 18303-18305 127.0.0.1');
  await add('v4tov6 18306-18308 fd00::1 19306-19308 127.0.0.1');
  await add('v6tov4 18309-18311 10.0.0.1 80');
  await add('v6tov6 18312 fd00::1 80 ::1');
  await add('v4tov4 18313 10.0.0.1 80 localhost');
  await add('v4tov4 18314 10.0.0.1 80 0.0.0.0 state=disabled');
}

describe('rules of advfirewall hold in', () => {
  test.each<[string, string, (file: string) => [string, string[]]]>([
    ['haproxy', 'haproxy.cfg', (file) => ['haproxy', ['-db', '-f', file]]],
    ['nginx', 'stream.conf', (file) => ['nginx', ['-c', nginxConfig(file)]]],
    ['rinetd', 'rinetd.conf', (file) => ['rinetd', ['-f', '-c', file]]],
  ])('%s', async (format, name, program) => {
    const one = await target('one', '127.0.0.1');
    const [port = 0] = await freePorts(3);
    for (const at of [port, port + 1, port + 2]) await add(`v4tov4 ${at} 127.0.0.1 ${one} 127.0.0.1`);
    await onlySome(port);
    await expectClients(port, 'one heard a question');
    start(...program(await exported(format, name)));
    await expectClients(port, 'one heard a question');
  });

  test('programs that accept the files: networks of both versions, long lists, names', async () => {
    await everySort();
    const many = Array.from({ length: 200 }, (_, at) => `2001:db8:1111:2222:3333:4444:${at}:0/112`).join(',');
    for (const remoteIp of [many, '10.0.0.5-10.0.9.9', 'fd00::/8']) {
      const words = ['advfirewall', 'firewall', 'add', 'rule', 'name=x', 'dir=in', 'action=block'];
      expect((await home.netsh([...words, `remoteip=${remoteIp}`])).code).toBe(0);
    }
    const haproxy = await exported('haproxy', 'haproxy.cfg');
    const nginx = nginxConfig(await exported('nginx', 'stream.conf'));
    expect(readFileSync(haproxy, 'utf8')).toContain('reject if { src 10.0.0.5 ');
    for (const [command, args] of [
      ['haproxy', ['-c', '-f', haproxy]],
      ['nginx', ['-t', '-c', nginx]],
    ] as const) {
      const ran = spawnSync(command, args, { encoding: 'utf8' });
      expect(ran.status, ran.stderr).toBe(0);
      expect(ran.stderr).not.toMatch(/warn|alert/i);
    }
  });
});

describe('HAProxy', () => {
  test('accepts what is exported, of every sort', async () => {
    await everySort();
    const file = await exported('haproxy', 'haproxy.cfg');
    const ran = spawnSync('haproxy', ['-c', '-f', file], { encoding: 'utf8' });
    expect(ran.status, ran.stderr + readFileSync(file, 'utf8')).toBe(0);
    expect(ran.stderr).not.toMatch(/warning|alert/i);
  });

  test('forwards what the table forwarded, half-closed connections and shifted ranges too', async () => {
    const places = await fourFamilies();
    const [from = 0] = await freePorts(3);
    const to = await target('shifted', '127.0.0.1');
    await add(`v4tov4 ${from}-${from + 1} 127.0.0.1 ${to - 1}-${to} 127.0.0.1`);
    start('haproxy', ['-db', '-f', await exported('haproxy', 'haproxy.cfg')]);
    await expectAnswers([...places, ['127.0.0.1', from + 1, 'shifted heard a question']]);
  });
});

describe('nginx', () => {
  test('accepts what is exported, of every sort', async () => {
    await everySort();
    const config = nginxConfig(await exported('nginx', 'stream.conf'));
    const ran = spawnSync('nginx', ['-t', '-c', config], { encoding: 'utf8' });
    expect(ran.status, ran.stderr).toBe(0);
    expect(ran.stderr).not.toContain('[warn]');
  });

  test('forwards what the table forwarded, half-closed connections and ranges too', async () => {
    const places = await fourFamilies();
    const same = await target('same', '127.0.0.1');
    await add(`v4tov4 ${same}-${same + 1} 127.0.0.1 ${same}-${same + 1} 127.0.0.2`);
    start('nginx', ['-c', nginxConfig(await exported('nginx', 'stream.conf'))]);
    await expectAnswers([...places, ['127.0.0.2', same, 'same heard a question']]);
  });
});

test('rinetd forwards what the table forwarded', async () => {
  const places = await fourFamilies();
  const one = await target('one', '127.0.0.1');
  const [from = 0] = await freePorts(3);
  await add(`v4tov4 ${from}-${from + 2} 127.0.0.1 ${one} 127.0.0.1`);
  start('rinetd', ['-f', '-c', await exported('rinetd', 'rinetd.conf')]);
  await expectAnswers([...places, ['127.0.0.1', from + 2, 'one heard a question']], 'ends the line');
});

describe('systemd', () => {
  test('accepts the units', async () => {
    await everySort();
    const folder = await exported('systemd', 'units');
    const units = spawnSync('ls', [folder], { encoding: 'utf8' }).stdout.trim().split('\n');
    expect(units.length).toBeGreaterThan(10);
    const ran = spawnSync(
      'systemd-analyze',
      ['verify', '--man=no', ...units.map((unit) => path.join(folder, unit))],
      { encoding: 'utf8' },
    );
    // It also judges the units of the machine that it runs on.
    expect(ran.error).toBeUndefined();
    expect(ran.stderr.split('\n').filter((line) => line.includes('netsh-'))).toEqual([]);
  });

  test('its proxy forwards as the units say', async () => {
    const one = await target('one', '127.0.0.1');
    const [port = 0] = await freePorts(1);
    await add(`v4tov4 ${port} 127.0.0.1 ${one} 127.0.0.1`);
    const folder = await exported('systemd', 'units');
    const unit = (kind: string) =>
      readFileSync(path.join(folder, `netsh-v4tov4-127-0-0-1-${port}.${kind}`), 'utf8');
    const [, listening = ''] = /^ListenStream=(.*)$/m.exec(unit('socket')) ?? [];
    const [, proxy = ''] = /^ExecStart=(.*)$/m.exec(unit('service')) ?? [];
    const words = proxy.replace('/usr/lib/', '/lib/').split(' ');
    start('systemd-socket-activate', [`--listen=${listening}`, ...words]);
    await expectAnswers([['127.0.0.1', port, 'one heard a question']], 'ends the line');
  });
});
