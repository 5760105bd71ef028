import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import path from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { until } from '../relay/support/until.ts';
import { transports } from '../relay/support/transports.ts';
import { TestHome, closed, freePorts, listen } from '../program/netsh.ts';

// Real proxies on both sides, with the very configurations that docs/proxy-protocol.md gives.

const DOC = readFileSync(path.join(import.meta.dirname, '../../docs/proxy-protocol.md'), 'utf8');
/** The ports of the page: of the proxy in front, of the entry, of the server behind. */
const PAGE_PORTS = [7000, 8080, 9000] as const;
/** An address of this machine that is not where anything listens. */
const CLIENT = '127.0.0.7';

type Language = 'netsh' | 'haproxy' | 'nginx';

const running: ChildProcess[] = [];
const homes: TestHome[] = [];
let ports: readonly number[] = [];

afterEach(async () => {
  for (const child of running.splice(0)) {
    child.kill('SIGKILL');
    await until('its end', () => child.exitCode !== null || child.signalCode !== null);
  }
  for (const home of homes.splice(0)) await home.close();
});

/** The only block of a section of the page in this language, with the ports of this test. */
function block(section: 'target' | 'clients', language: Language): string {
  const [, target = '', clients = ''] = DOC.split(/^## .*$/m);
  const found = new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, 'ms').exec(
    section === 'target' ? target : clients,
  );
  if (!found?.[1]) throw new Error(`The page has no ${language} for the ${section}.`);
  return PAGE_PORTS.reduce((text, port, at) => text.replaceAll(String(port), String(ports[at])), found[1]);
}

/** A home that has made the entry of a section, with other options besides. */
async function relay(
  section: 'target' | 'clients',
  transport: string,
  edit: (line: string) => string,
): Promise<TestHome> {
  ports = await freePorts(3);
  const home = new TestHome();
  homes.push(home);
  const line = edit(block(section, 'netsh').trim()).split(' ');
  const { code, err } = await home.netsh(line, { env: { NETSH_TRANSPORT: transport } });
  expect([code, err.includes('not listening')]).toEqual([0, false]);
  return home;
}

async function start(command: string, args: readonly string[], port: number): Promise<void> {
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  running.push(child);
  let told = '';
  child.stderr.on('data', (text: Buffer) => (told += text.toString()));
  await until(`${command} to listen`, async () => {
    if (child.exitCode !== null) throw new Error(`${command} ended: ${told}`);
    return (await asked(port, '', '127.0.0.1')) !== undefined;
  });
}

function haproxy(home: TestHome, name: string, config: string, port: number): Promise<void> {
  const file = path.join(home.path, name);
  writeFileSync(file, config);
  return start('haproxy', ['-db', '-f', file], port);
}

function nginx(home: TestHome, name: string, config: string, port: number): Promise<void> {
  const file = path.join(home.path, name);
  const head = `load_module /usr/lib/nginx/modules/ngx_stream_module.so;
daemon off;
master_process off;
pid ${file}.pid;
error_log stderr;
events {}
`;
  writeFileSync(file, head + config);
  return start('nginx', ['-c', file, '-p', home.path, '-e', 'stderr'], port);
}

/** What a client gets that sends a text, and ends its side; undefined where nobody listens. Nothing is sent where the text is empty. */
function asked(port: number, text: string, from = CLIENT): Promise<string | undefined> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect({ port, host: '127.0.0.1', localAddress: from, allowHalfOpen: true });
    socket.setEncoding('utf8');
    socket.on('connect', () => (text === '' ? socket.resetAndDestroy() : socket.write(text)));
    socket.on('data', (more: string) => (answer += more));
    socket.on('end', () => socket.end());
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED') resolve(undefined);
    });
    socket.on('close', () => resolve(answer));
  });
}

const REQUEST = 'GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n';

/** The last line of an answer of HTTP. */
function lastLine(answer: string | undefined): string | undefined {
  return answer?.trim().split('\n').at(-1);
}

describe.each(transports.map(({ kind }) => kind))('%s', (transport) => {
  test.each([
    ['haproxy', 'v1'],
    ['haproxy', 'v2'],
    ['nginx', 'v1'],
    ['nginx', 'v2'],
  ] as const)('%s behind an entry with sendproxy=%s knows the client', async (program, version) => {
    const home = await relay('target', transport, (line) =>
      line.replace('sendproxy=v2', `sendproxy=${version}`),
    );
    const [, entry = 0, server = 0] = ports;
    const run = program === 'haproxy' ? haproxy : nginx;
    await run(home, `${program}.conf`, block('target', program), server);
    expect(lastLine(await asked(entry, REQUEST))).toBe(`${CLIENT} 127.0.0.1`);
  });

  test.each([
    ['haproxy', 'send-proxy'],
    ['haproxy', 'send-proxy-v2'],
    ['haproxy', 'send-proxy-v2 proxy-v2-options crc32c,unique-id check-send-proxy'],
    ['haproxy', 'send-proxy-v2-ssl-cn'],
    ['nginx', ''],
  ] as const)('%s (%s) in front of an entry with acceptproxy names the client', async (program, how) => {
    const home = await relay('clients', transport, (line) => line);
    const [front = 0, , server = 0] = ports;
    const heard: string[] = [];
    const target = createServer((socket) => {
      socket.on('error', () => {});
      socket.on('data', (data) => {
        heard.push(data.toString());
        socket.write('an answer\n');
      });
    });
    await listen(target, '127.0.0.1', server);
    const run = program === 'haproxy' ? haproxy : nginx;
    const config = block('clients', program).replace('send-proxy-v2', how === '' ? 'send-proxy-v2' : how);
    await run(home, `${program}.conf`, config, front);
    const client = connect({ port: front, host: '127.0.0.1', localAddress: CLIENT });
    client.write('a question\n');
    let answer = '';
    client.on('data', (data) => (answer += data.toString()));
    client.on('error', () => {});
    await until('the answer', () => answer === 'an answer\n');
    expect(heard.at(-1)).toBe('a question\n');
    const { out } = await home.netsh([
      '--json',
      'interface',
      'portproxy',
      'show',
      'connections',
      `client=${CLIENT}`,
    ]);
    const { connections } = JSON.parse(out) as { connections: readonly Record<string, unknown>[] };
    expect(connections).toEqual([
      expect.objectContaining({
        client: `${CLIENT}:${client.localPort}`,
        peer: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
        bytesUp: 11,
      }),
    ]);
    const killed = await home.netsh(['interface', 'portproxy', 'kill', 'client', CLIENT]);
    expect(killed.out).toContain('1 connection ended.');
    client.destroy();
    await closed(target);
  });

  test.each(['v1', 'v2'])('a chain of haproxy, an entry that passes on by %s, and nginx', async (version) => {
    const home = await relay('clients', transport, (line) => `${line} sendproxy=${version}`);
    const [front = 0, , server = 0] = ports;
    await nginx(home, 'nginx.conf', block('target', 'nginx'), server);
    await haproxy(home, 'haproxy.conf', block('clients', 'haproxy'), front);
    expect(lastLine(await asked(front, REQUEST))).toBe(`${CLIENT} 127.0.0.1`);
  });
});
