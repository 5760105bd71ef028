import { readFileSync } from 'node:fs';
import path from 'node:path';
import { connect, createServer } from 'node:net';
import { once } from 'node:events';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { TestHome, closed, freePort, listen, portOf } from './netsh.ts';

let home: TestHome;
let port: number;
const server = createServer((socket) => void socket.on('error', () => {}).end('hello'));

beforeEach(async () => {
  home = new TestHome();
  port = await freePort();
  await listen(server);
  await home.portproxy(`add v4tov4 ${port} 127.0.0.1 ${portOf(server)}`);
  const rule = `add rule name=x dir=in action=allow protocol=tcp localport=${port} remoteip=10.0.0.0/8`;
  const words = rule.split(' ').map((word) => (word === 'name=x' ? 'name=Office only' : word));
  await home.netsh(['advfirewall', 'firewall', ...words]);
  for (let count = 0; count < 3; count++) await denied();
});
afterEach(async () => {
  await home.close();
  await closed(server);
});

/** Connects, and resolves when the relay has reset the connection. */
async function denied(): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  const [error]: NodeJS.ErrnoException[] = await once(socket.resume(), 'error').catch((cause) => [cause]);
  expect(error?.code).toBe('ECONNRESET');
}

const CAUSE = 'rule Office only, which allows only others';

test('statistics tell how many connections were denied, and by which rule', async () => {
  const { out: stdout } = await home.portproxy('show statistics');
  const [, title = '', , figures = '', ...rest] = stdout.split(/\r?\n/);
  expect(title.trimEnd().split(/ {2,}/).at(-1)).toBe('Denied');
  expect(figures.trimEnd().split(/ {2,}/).at(-1)).toBe('3');
  expect(rest).toEqual(['', `v4tov4 *:${port} denied:`, `  3 ${CAUSE}`, '', '']);
});

test('JSON has them too', async () => {
  const { out: stdout } = await home.portproxy('show statistics --json');
  expect(JSON.parse(stdout)).toMatchObject({
    entries: [{ counters: { denied: 3, denials: { [CAUSE]: 3 }, connectionsTotal: 0 } }],
  });
});

test('the log names client and rule, once', async () => {
  const lines = (): string[] => {
    const log = readFileSync(path.join(home.path, 'service.log'), 'utf8');
    return log.split('\n').filter((line) => line.includes(' denied '));
  };
  await expect.poll(lines).not.toEqual([]);
  // What is reported after a stop would stand there too.
  await home.netsh(['relay', 'stop']);
  expect(lines()).toEqual([expect.stringContaining(`v4tov4 *:${port} denied 127.0.0.1: ${CAUSE}.`)]);
});
