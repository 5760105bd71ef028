import { connect, createServer } from 'node:net';
import { once } from 'node:events';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { until } from '../relay/support/until.ts';
import { TestHome, closed, freePort, listen, portOf } from './netsh.ts';

let home: TestHome;
const server = createServer((socket) => void socket.on('error', () => {}).end('hello'));

beforeEach(async () => {
  home = new TestHome();
  await listen(server);
});
afterEach(async () => {
  await home.close();
  await closed(server);
});

test('counters and connections that have ended fit 80 columns, with an address on the listen side', async () => {
  const port = await freePort();
  await home.portproxy(`add v4tov4 ${port} 127.0.0.1 ${portOf(server)} 127.0.0.1`);
  const socket = connect(port, '127.0.0.1').resume();
  await once(socket, 'close');
  let recent = '';
  await until('the end of the connection', async () => {
    recent = (await home.portproxy('show recent')).out;
    return recent.includes('down 5 B');
  });
  const { out } = await home.portproxy('show statistics');
  expect(out).toContain(`v4tov4 127.0.0.1:${port}`);
  expect(out).toMatch(/ Up +Down +Errors +Refused +Denied$/m);
  for (const line of [...out.split('\n'), ...recent.split('\n')])
    expect(line.length, line).toBeLessThanOrEqual(80);
});
