import type { ChildProcess } from 'node:child_process';
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
  const { box, child, backend, newClient } = await limited('lent');
  const clients: Client[] = [];
  while (clients.length < LIMIT) {
    const client = newClient();
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
  await rests(child.pid);

  for (const { socket } of served.slice(0, 5)) socket.destroy();
  await until(async () => {
    const client = newClient();
    await until(() => client.answered || client.broken !== undefined);
    return client.answered;
  });
});

test('with native sockets those that it has no room for wait, and are served when others have ended', async (context) => {
  if (process.platform !== 'linux') context.skip();
  const { box, child, backend, newClient } = await limited('native');
  const clients = Array.from({ length: LIMIT }, newClient);
  await until(() => /New connections wait: the process may open 160 descriptors/.test(box.log()));
  expect(readdirSync(`/proc/${child.pid}/fd`).length).toBeLessThan(LIMIT);
  const served = (): Client[] => clients.filter(({ answered }) => answered);
  const [listed] = await backend.entries({ counters: true });
  await until(() => served().length === listed?.counters?.connections);
  expect(served().length).toBeGreaterThan(10);
  expect(served().length).toBeLessThan(LIMIT - 10);
  expect(listed?.counters).toMatchObject({ refused: 0 });
  await rests(child.pid);

  // Each that ends makes room for one that waits, until all had their turn.
  const ended = new Set<Client>();
  await until(() => {
    for (const client of served()) {
      if (ended.has(client)) continue;
      ended.add(client);
      client.socket.destroy();
    }
    return ended.size === LIMIT;
  });
  expect(clients.filter(({ broken }) => broken !== undefined)).toEqual([]);
});

interface Limited {
  readonly box: ReturnType<typeof sandbox>;
  readonly child: ChildProcess;
  readonly backend: ReturnType<ReturnType<typeof sandbox>['backend']>;
  readonly newClient: () => Client;
}

/** A service that may open few descriptors, with an entry to an echo, and clients of it. */
async function limited(transport: string): Promise<Limited> {
  const box = sandbox();
  const by = ['sh', '-c', `ulimit -n ${LIMIT} && exec "$0" "$@"`];
  const child = await box.foreground({ NETSH_TRANSPORT: transport }, by);
  const backend = box.backend();
  const address = ownAddress();
  await backend.change({ op: 'add', values: { ...entryAt(address, 8001), connectPort: await target() } });
  const clients: Client[] = [];
  onTestFinished(() => {
    for (const { socket } of clients) socket.destroy();
  });
  const newClient = (): Client => {
    const client = new Client(connect(8001, address));
    clients.push(client);
    return client;
  };
  return { box, child, backend, newClient };
}

/** It uses next to no processor time for half a second. */
async function rests(pid: number | undefined): Promise<void> {
  const [before, since] = [cpuMs(pid), performance.now()];
  await until(() => performance.now() - since > 500);
  expect(cpuMs(pid) - before).toBeLessThan(250);
}

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
