import { once } from 'node:events';
import { createServer, connect, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { TestHome, closed, freePorts, listen, portOf } from '../program/netsh.ts';
import { BEGINNING, NetshTerminal } from './netsh.ts';

let open: (() => unknown)[] = [];

afterEach(async () => {
  const all = open.toReversed();
  open = [];
  for (const close of all) await close();
});

async function inPortproxy(): Promise<{ home: TestHome; terminal: NetshTerminal }> {
  const home = new TestHome();
  open.push(() => home.close());
  const terminal = new NetshTerminal({}, home);
  open.push(() => terminal.close());
  await terminal.waitFor('netsh>');
  await terminal.typeAndWait('interface portproxy\r', 'netsh interface portproxy>');
  return { home, terminal };
}

test('an idle shell knows what another netsh changed: in the hint, in completion and under the prompt', async () => {
  const { home, terminal } = await inPortproxy();
  const [port] = await freePorts(1);
  await terminal.typeAndWait(`delete v4tov4 ${port} 127.7.7.5`, 'No such entry to delete.');
  await home.portproxy(`add v4tov4 ${port} 127.0.0.1 9 127.7.7.5`);
  await terminal.waitFor(`Deletes 127.7.7.5:${port} to 127.0.0.1:9.`);
  await terminal.typeAndWait('\u0003delete v4tov4 \t', `127.7.7.5:${port} to 127.0.0.1:9`);
});

test('an open menu, the panel and the line that says how to begin follow what another netsh changes', async () => {
  const home = new TestHome();
  open.push(() => home.close());
  const terminal = new NetshTerminal({}, home);
  open.push(() => terminal.close());
  const [one, two] = await freePorts(2);
  await terminal.waitFor(`netsh>\n${BEGINNING}`);
  await home.portproxy(`add v4tov4 ${one} 127.0.0.1 9 127.7.7.5`);
  await terminal.waitFor((screen) => !screen.text.includes('To forward ports'));
  await terminal.typeAndWait('interface portproxy delete v4tov4 \t', `127.7.7.5:${one} to 127.0.0.1:9`);
  await home.portproxy(`add v4tov4 ${two} 127.0.0.1 9 127.7.7.5`);
  await terminal.waitFor(`127.7.7.5:${two} to 127.0.0.1:9`);
  await terminal.typeAndWait('\u001BOQ', (screen) => screen.text.includes(`127.7.7.5:${two}  127.0.0.1:9`));
  await terminal.typeAndWait('\u0015', (screen) => !screen.text.includes('listenport='));
  await home.portproxy(`delete v4tov4 ${two} 127.7.7.5`);
  await terminal.waitFor((screen) => !screen.text.includes(`127.7.7.5:${two}`));
  expect(terminal.screen.text).toContain(`127.7.7.5:${one}  127.0.0.1:9`);
});

test('an idle shell says that the relay was killed, and what starts it', async () => {
  const { home, terminal } = await inPortproxy();
  const [port] = await freePorts(1);
  await home.portproxy(`add v4tov4 ${port} 127.0.0.1 9 127.7.7.5`);
  const { pid } = JSON.parse((await home.netsh(['relay', 'show', 'status', '--json'])).out) as {
    pid: number;
  };
  await terminal.typeAndWait('show all\r', String(port));
  process.kill(pid, 'SIGKILL');
  await terminal.waitFor('the relay is not running, nothing listens: relay start');
  await home.netsh(['relay', 'start']);
  await terminal.waitFor((screen) => !screen.rows.join('\n').includes('the relay is not running'));
});

test('an idle shell offers the ids and clients of live connections', async () => {
  const { home, terminal } = await inPortproxy();
  const sockets: Socket[] = [];
  const server = await listen(createServer((socket) => void sockets.push(socket.on('error', () => {}))));
  open.push(() => {
    for (const socket of sockets) socket.destroy();
    return closed(server);
  });
  const [port] = await freePorts(1);
  await home.portproxy(`add v4tov4 ${port} 127.0.0.1 ${portOf(server)} 127.0.0.1`);
  const client = connect(port!, '127.0.0.1');
  open.push(() => client.destroy());
  client.on('error', () => {});
  await once(client, 'connect');
  const line = (screen: { text: string }) =>
    new RegExp(
      `127\\.0\\.0\\.1:\\d+ by v4tov4 127\\.0\\.0\\.1:${port} to 127\\.0\\.0\\.1:${portOf(server)}`,
    ).test(screen.text);
  await terminal.typeAndWait('kill connection ?', line);
  await terminal.typeAndWait('\u0003kill client ?', '127.0.0.1  1 connection');
  await terminal.typeAndWait('\u0003kill client 127.0.0.1\r', '1 connection ended.');
  await expect.poll(() => client.destroyed).toBe(true);
});
