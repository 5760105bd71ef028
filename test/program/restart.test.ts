import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { type Socket, connect, createServer } from 'node:net';
import path from 'node:path';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { TestHome, closed, freePort, listen, portOf } from './netsh.ts';

let home: TestHome;

beforeEach(() => {
  home = new TestHome();
});
afterEach(() => home.close());

/** A server that sends back what it gets. */
async function echo(): Promise<number> {
  const sockets = new Set<Socket>();
  const server = await listen(
    createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => {}).pipe(socket);
    }),
  );
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await closed(server);
  });
  return portOf(server);
}

/** Sends a word, and waits until it has come back. */
async function exchange(socket: Socket, word: string): Promise<void> {
  socket.write(word);
  let text = '';
  while (text.length < word.length) text += String((await once(socket, 'data'))[0]);
  expect(text).toBe(word);
}

async function pid(): Promise<number> {
  const { out } = await home.netsh(['relay', 'show', 'status', '--json']);
  return JSON.parse(out).pid;
}

/** Runs lines as a script. */
function script(...lines: readonly string[]) {
  const file = path.join(home.path, 'lines.txt');
  writeFileSync(file, `${lines.join('\n')}\n`);
  return home.netsh(['-f', file]);
}

test('a script that restarts the relay goes on with its next lines, and no connection ends', async () => {
  const [target, first, second] = [await echo(), await freePort(), await freePort()];
  const add = (port: number): string =>
    `interface portproxy add v4tov4 listenaddress=127.0.0.1 listenport=${port} connectaddress=127.0.0.1 connectport=${target}`;
  expect(await script(add(first))).toMatchObject({ code: 0 });
  const before = await pid();
  const client = connect(first, '127.0.0.1').on('error', () => {});
  onTestFinished(() => void client.destroy());
  await exchange(client, 'before');
  const ran = await script(
    `interface portproxy set v4tov4 listenaddress=127.0.0.1 listenport=${first} comment=before`,
    'relay restart',
    add(second),
    'relay restart',
    `interface portproxy set v4tov4 listenaddress=127.0.0.1 listenport=${second} comment=after`,
    'interface portproxy show connections',
  );
  expect(ran).toMatchObject({ code: 0, err: '' });
  expect(ran.out.match(/The relay runs in a new process/g)).toHaveLength(2);
  expect(ran.out).toContain(`127.0.0.1:${client.localPort}`);
  expect(await pid()).not.toBe(before);
  await exchange(client, 'after');
  const shown = await home.netsh(['interface', 'portproxy', 'show', 'all', '--json']);
  expect(JSON.parse(shown.out)).toMatchObject({ entries: [{ comment: 'before' }, { comment: 'after' }] });
  const late = connect(second, '127.0.0.1').on('error', () => {});
  onTestFinished(() => void late.destroy());
  await exchange(late, 'late');
}, 60_000);

test('a script that runs while somebody restarts the relay loses none of its lines', async () => {
  const [target, first] = [await echo(), await freePort(200)];
  const lines = Array.from(
    { length: 200 },
    (_, index) => `interface portproxy add v4tov4 ${first + index} 127.0.0.1 ${target} 127.0.0.1`,
  );
  expect(await script('relay start')).toMatchObject({ code: 0 });
  const [ran, restarted] = await Promise.all([script(...lines), home.netsh(['relay', 'restart'])]);
  expect(restarted).toMatchObject({ code: 0 });
  expect(ran).toMatchObject({ code: 0 });
  const { out } = await home.netsh(['relay', 'show', 'status', '--json']);
  expect(JSON.parse(out)).toMatchObject({ entries: { listening: 200 } });
}, 120_000);
