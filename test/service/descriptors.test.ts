import { readFileSync, readdirSync } from 'node:fs';
import type { Socket } from 'node:net';
import { connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { sandbox, until } from './sandbox.ts';
import { target } from './target.ts';
import { entryAt, ownAddress } from './values.ts';

const LIMIT = 160;

test('a service with few descriptors refuses what it has no room for, says so, rests, and goes on', async (context) => {
  if (process.platform !== 'linux') context.skip();
  const box = sandbox();
  const limited = ['sh', '-c', `ulimit -n ${LIMIT} && exec "$0" "$@"`];
  const child = await box.foreground({}, limited);
  const backend = box.backend();
  const address = ownAddress();
  await backend.change({ op: 'add', values: { ...entryAt(address, 8001), connectPort: await target() } });

  const clients: Client[] = [];
  onTestFinished(() => {
    for (const { socket } of clients) socket.destroy();
  });
  while (clients.length < LIMIT) {
    const client = new Client(connect(8001, address));
    clients.push(client);
    await until(() => client.answered || client.broken !== undefined);
  }
  const served = clients.filter(({ answered }) => answered);
  const refused = clients.filter(({ answered }) => !answered);
  expect(served.length).toBeGreaterThan(10);
  expect(refused.length).toBeGreaterThan(10);
  expect(new Set(refused.map(({ broken }) => broken))).toEqual(new Set(['ECONNRESET']));
  expect(readdirSync(`/proc/${child.pid}/fd`).length).toBeLessThan(LIMIT);
  expect(box.log()).toMatch(/connection.* refused: the process may open 160 descriptors/);
  // Commands are still answered, and tell how many were refused.
  const [listed] = await backend.entries({ counters: true });
  expect(listed?.counters).toMatchObject({ connections: served.length, refused: refused.length });

  const [before, since] = [cpuMs(child.pid), performance.now()];
  await until(() => performance.now() - since > 500);
  expect(cpuMs(child.pid) - before).toBeLessThan(250);

  for (const { socket } of served.slice(0, 5)) socket.destroy();
  await until(async () => {
    const client = new Client(connect(8001, address));
    clients.push(client);
    await until(() => client.answered || client.broken !== undefined);
    return client.answered;
  });
});

/** A client that says a word and waits for its echo. */
class Client {
  answered = false;
  broken: string | undefined;
  readonly socket: Socket;

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', () => {
      this.answered = true;
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      this.broken = error.code;
    });
    socket.on('end', () => {
      this.broken ??= 'FIN';
    });
    socket.write('word');
  }
}

/** Processor time of a process so far; proc_pid_stat(5) counts it in hundredths of a second. */
function cpuMs(pid: number | undefined): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'latin1')
    .replace(/^.*\) /s, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}
