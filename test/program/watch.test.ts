import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { type Socket, connect, createServer } from 'node:net';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { PROGRAM, TestHome, closed, freePort, listen, portOf } from './netsh.ts';

let home: TestHome;
let watching: Watching[] = [];

beforeEach(() => {
  home = new TestHome();
});

afterEach(async () => {
  for (const each of watching.splice(0)) each.kill();
  await home.close();
});

/** What a line of `--watch --json` tells. */
interface Told {
  readonly at: number;
  readonly event: string;
  readonly reason?: string;
  readonly entry?: {
    readonly listenPort: string;
    readonly state: string;
    readonly reason: string | null;
    readonly lastError?: { readonly text: string };
    readonly counters?: { readonly bytesUp: number; readonly connectionsTotal: number };
  };
  readonly connection?: { readonly id: number; readonly client: string; readonly bytesUp: number };
}

/** A `show … --watch` that runs, and its lines so far. */
class Watching {
  readonly lines: string[] = [];
  err = '';
  readonly #child: ChildProcessByStdio<null, Readable, Readable>;
  readonly ended: Promise<{ code: number | null; signal: string | null }>;
  #heard = Promise.withResolvers<void>();

  /** A line in `interface portproxy`, or all words of a command line. */
  constructor(line: string | readonly string[]) {
    const words = typeof line === 'string' ? ['interface', 'portproxy', ...line.split(' ')] : line;
    this.#child = spawn(process.execPath, [PROGRAM, ...words], {
      cwd: home.path,
      env: { ...process.env, NETSH_HOME: home.path },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let begun = '';
    this.#child.stdout.setEncoding('utf8').on('data', (text: string) => {
      const [first = '', ...others] = (begun + text).split('\n');
      for (const line of [first, ...others].slice(0, -1)) this.lines.push(line);
      begun = others.at(-1) ?? first;
      this.#heard.resolve();
      this.#heard = Promise.withResolvers();
    });
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => (this.err += text));
    this.ended = new Promise((resolve) => {
      this.#child.on('close', (code, signal) => resolve({ code, signal }));
    });
    watching.push(this);
  }

  /** The first line that is as wanted, waited for; the test's own time limit ends the wait. */
  async line(isWanted: (line: string) => boolean): Promise<string> {
    for (let at = 0; ; at++) {
      while (at >= this.lines.length) await this.#heard.promise;
      const line = this.lines[at]!;
      if (isWanted(line)) return line;
    }
  }

  /** The same, of lines of JSON. */
  async told(isWanted: (told: Told) => boolean): Promise<Told> {
    const parsed = (line: string): Told => JSON.parse(line) as Told;
    return parsed(await this.line((line) => isWanted(parsed(line))));
  }

  kill(signal: NodeJS.Signals = 'SIGKILL'): void {
    this.#child.kill(signal);
  }

  /** The reader of its output leaves. */
  closeOutput(): void {
    this.#child.stdout.destroy();
  }
}

/** An entry, to a target that sends back what it gets. */
async function echoEntry(): Promise<{ port: number; end: () => Promise<void> }> {
  const sockets = new Set<Socket>();
  const server = await listen(
    createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => {}).pipe(socket);
    }),
  );
  const port = await freePort();
  const added = await home.portproxy(`add v4tov4 ${port} 127.0.0.1 ${portOf(server)} 127.0.0.1`);
  expect(added).toMatchObject({ code: 0 });
  return {
    port,
    async end() {
      for (const socket of sockets) socket.destroy();
      await closed(server);
    },
  };
}

async function clientOf(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1').on('error', () => {});
  await once(socket, 'connect');
  return socket;
}

describe('show all --watch', () => {
  test('tells what is there, then every change, one JSON object a line', async () => {
    const { port, end } = await echoEntry();
    const other = await freePort();
    const watched = new Watching('show all --watch --json');
    expect(await watched.told(() => true)).toMatchObject({
      event: 'present',
      entry: { family: 'v4tov4', listenPort: String(port), state: 'listening', reason: null },
    });
    await home.portproxy(`add v4tov4 ${other} 127.0.0.1 80 127.0.0.1`);
    await watched.told(({ event, entry }) => event === 'added' && entry?.listenPort === String(other));
    await home.portproxy(`set v4tov4 ${other} listenaddress=127.0.0.1 state=disabled`);
    await watched.told(({ event, entry }) => event === 'changed' && entry?.state === 'disabled');
    await home.portproxy(`delete v4tov4 ${other} 127.0.0.1`);
    await watched.told(({ event, entry }) => event === 'removed' && entry?.listenPort === String(other));
    for (const line of watched.lines) expect(JSON.parse(line)).toHaveProperty('at');
    expect(watched.err).toBe('');
    await end();
  });

  test('in words, only of the family that is asked for', async () => {
    await echoEntry().then(({ end }) => end());
    const watched = new Watching('show v4tov6 --watch');
    const port = await freePort();
    await home.portproxy(`add v4tov6 ${port} ::1 80 127.0.0.1`);
    // Who looks while the entry is taken sees it before it listens.
    const listening = await watched.line((line) => line.endsWith('listening'));
    expect(listening).toMatch(
      new RegExp(
        `^\\d\\d:\\d\\d:\\d\\d (added|present|changed) {2,4}v4tov6 127\\.0\\.0\\.1:${port} to \\[::1\\]:80: listening$`,
      ),
    );
  });

  test('without a service tells the table, and goes on when one runs', async () => {
    const { port, end } = await echoEntry();
    await home.netsh(['relay', 'stop']);
    const watched = new Watching('show all --watch --json');
    expect(await watched.told(() => true)).toMatchObject({
      event: 'present',
      entry: { listenPort: String(port), state: 'stopped' },
    });
    expect(await watched.told(({ event }) => event === 'lost')).toMatchObject({
      reason: 'The relay service is not running.',
    });
    await home.netsh(['relay', 'start']);
    await watched.told(({ event }) => event === 'found');
    await watched.told(({ event, entry }) => event === 'changed' && entry?.state === 'listening');
    await end();
  });
});

test('show connections --watch goes on through a restart of the relay, and numbers stay', async () => {
  const { port, end } = await echoEntry();
  const watched = new Watching('show connections --watch --json');
  const client = await clientOf(port);
  const { connection } = await watched.told((told) => told.connection !== undefined);
  expect(await home.netsh(['relay', 'restart'])).toMatchObject({ code: 0, err: '' });
  // With the process that ends its connections are told as removed; the next one tells them again.
  await watched.told(({ event }) => event === 'found');
  const again = await watched.told(({ event }) => event === 'added');
  const { id, client: place } = connection!;
  expect(again.connection).toMatchObject({ id, client: place });
  client.write('hello');
  await once(client, 'data');
  client.destroy();
  const gone = await watched.told((told) => told.event === 'removed' && told.connection?.bytesUp === 5);
  expect(gone.connection).toMatchObject({ id, client: place });
  await end();
}, 60_000);

describe('of a group', () => {
  test('show all --watch tells entries that come into it and leave it', async () => {
    const { port, end } = await echoEntry();
    const set = (options: string) => home.portproxy(`set v4tov4 ${port} listenaddress=127.0.0.1 ${options}`);
    await set('group=web');
    const watched = new Watching('show all group=Web --watch --json');
    await watched.told(({ event }) => event === 'present');
    await set('group=default');
    await watched.told(({ event }) => event === 'removed');
    await set('group=WEB');
    await watched.told(({ event, entry }) => event === 'added' && entry?.listenPort === String(port));
    await end();
  });

  test('show groups --watch tells groups that come, carry and go', async () => {
    const { port, end } = await echoEntry();
    const [watched, words] = [' --json', ''].map((json) => new Watching(`show groups --watch${json}`));
    const set = (options: string) => home.portproxy(`set v4tov4 ${port} listenaddress=127.0.0.1 ${options}`);
    await set('group=web');
    const of = (line: string): { readonly event?: string; readonly group?: Record<string, unknown> } =>
      JSON.parse(line) as object;
    const came = of(await watched!.line((line) => of(line).group?.['name'] === 'web'));
    expect(came).toMatchObject({ group: { entries: 1, states: { listening: 1 }, connections: 0 } });
    await words!.line((line) => line.includes('web  1 entry: listening  open 0  total 0  up 0 B  down 0 B'));
    const client = await clientOf(port);
    client.write('hello');
    await watched!.line((line) => of(line).group?.['bytesUp'] === 5);
    client.destroy();
    await set('group=default');
    await watched!.line((line) => of(line).event === 'removed');
    await words!.line((line) => /removed {2}web {2}1 entry: listening/.test(line));
    await end();
  });

  test('show connections --watch tells those of its entries alone, also once an entry is deleted', async () => {
    const [first, second] = [await echoEntry(), await echoEntry()];
    const watched = new Watching('show connections group=web --watch --json');
    const set = (port: number) => home.portproxy(`set v4tov4 ${port} listenaddress=127.0.0.1 group=web`);
    await set(second.port);
    const other = await clientOf(first.port);
    const client = await clientOf(second.port);
    const came = await watched.told(({ event }) => event === 'added' || event === 'present');
    await home.portproxy('delete group web');
    client.destroy();
    const ended = await watched.told(({ event }) => event === 'removed');
    expect(ended.connection?.id).toBe(came.connection?.id);
    expect(watched.lines.some((line) => line.includes(`127.0.0.1 ${first.port}`))).toBe(false);
    other.destroy();
    await Promise.all([first.end(), second.end()]);
  });
});

test('show connections --watch tells who comes, what they carry and who goes', async () => {
  const { port, end } = await echoEntry();
  const watched = new Watching(`show connections listenport=${port} --watch --json`);
  const socket = await clientOf(port);
  const client = `127.0.0.1:${socket.localPort}`;
  // It may have come before the watching began.
  const { connection } = await watched.told((told) => told.connection !== undefined);
  expect(connection).toMatchObject({ client, bytesUp: 0 });
  socket.write('x'.repeat(1000));
  await watched.told((told) => told.event === 'changed' && told.connection?.bytesUp === 1000);
  socket.destroy();
  expect(await watched.told(({ event }) => event === 'removed')).toMatchObject({ connection: { client } });
  await end();
});

test('show connections --watch tells connections that are over before anybody looks, how they ended, and none from before', async () => {
  const { port, end } = await echoEntry();
  const early = await clientOf(port);
  early.resetAndDestroy();
  const [watched, words] = [' --json', ''].map((json) => new Watching(`show connections --watch${json}`));
  const first = await clientOf(port);
  await Promise.all(
    [watched, words].map((each) => each!.line((line) => line.includes(String(first.localPort)))),
  );
  const short = await Promise.all(
    Array.from({ length: 20 }, async () => {
      const socket = await clientOf(port);
      socket.write('hello');
      await once(socket, 'data');
      const client = `127.0.0.1:${socket.localPort}`;
      socket.resetAndDestroy();
      return client;
    }),
  );
  for (const client of short) {
    const isOf = (told: Told): boolean => told.connection?.client === client;
    await watched!.told((told) => isOf(told) && told.event === 'added');
    expect(await watched!.told((told) => isOf(told) && told.event === 'removed')).toMatchObject({
      connection: {
        bytesUp: 5,
        bytesDown: 5,
        durationMs: expect.any(Number),
        end: { by: 'client', phase: 'data', how: 'reset' },
      },
    });
    const line = await words!.line((one) => one.includes('removed') && one.includes(client));
    expect(line).toMatch(/ reset by the client after \d+ms  up 5 B  down 5 B$/);
  }
  const isOne = (line: string) => line.includes('"removed"');
  expect(watched!.lines.filter(isOne)).toHaveLength(short.length);
  const shown = await home.portproxy('show recent');
  expect(shown.out).toContain(`> v4tov4 127.0.0.1:${port} > `);
  expect(shown.out.match(/reset by the client after \d+ms, up 5 B, down 5 B\n/g)).toHaveLength(short.length);
  const [client] = short;
  const { out } = await home.netsh([
    'interface',
    'portproxy',
    'show',
    'recent',
    `client=${client}`,
    '--json',
  ]);
  expect(JSON.parse(out)).toMatchObject({ connections: [{ client, bytesUp: 5 }] });
  first.destroy();
  await end();
});

test('show statistics --watch and show status --watch tell counters and errors as they change', async () => {
  const { port, end } = await echoEntry();
  const [statistics, status] = ['statistics', 'status'].map(
    (what) => new Watching(`show ${what} --watch --json`),
  );
  await Promise.all([statistics!.told(() => true), status!.told(() => true)]);
  const socket = await clientOf(port);
  socket.write('hello');
  await statistics!.told(({ entry }) => entry?.counters?.bytesUp === 5);
  socket.destroy();
  await end();
  // The reset may come before this end has noticed that it was connected.
  const refused = connect(port, '127.0.0.1').on('error', () => {});
  onTestFinished(() => void refused.destroy());
  const { entry } = await status!.told((told) => told.entry?.lastError !== undefined);
  expect(entry?.lastError?.text).toContain('nothing listens there (ECONNREFUSED)');
  await statistics!.told((told) => told.entry?.counters?.connectionsTotal === 2);
});

describe('it ends', () => {
  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('at once and without a fault by %s', async (signal) => {
    await echoEntry().then(({ end }) => end());
    const watched = new Watching('show all --watch');
    await watched.line(() => true);
    watched.kill(signal);
    expect(await watched.ended).toEqual({ code: 0, signal: null });
    expect(watched.err).toBe('');
    expect(watched.lines).toHaveLength(1);
  });

  test('when nobody reads it any more', async () => {
    await echoEntry().then(({ end }) => end());
    const watched = new Watching('show all --watch');
    await watched.line(() => true);
    watched.closeOutput();
    await home.portproxy(`add v4tov4 ${await freePort()} 127.0.0.1 80 127.0.0.1`);
    expect(await watched.ended).toEqual({ code: 0, signal: null });
    expect(watched.err).toBe('');
  });
});

describe('--watch is refused', () => {
  test('where there is nothing to watch', async () => {
    expect(await home.portproxy('add v4tov4 80 --watch')).toEqual({
      code: 1,
      out: '',
      err:
        'You can use --watch only with show machines, show all, show v4tov4, show v4tov6, show v6tov4, show v6tov6, ' +
        'show connections, show groups, show statistics and show status.\n',
    });
  });

  test('for the shell and scripts as a whole', async () => {
    const ran = await home.netsh(['--watch'], { input: 'show alias\n' });
    expect(ran).toMatchObject({ code: 1, err: expect.stringContaining('--watch goes with a show command.') });
  });

  test('but not in the alias file before the command', async () => {
    await echoEntry().then(({ end }) => end());
    writeFileSync(path.join(home.path, 'aliases'), 'alias watch-me show all\nshow alias\n');
    const watched = new Watching('-a aliases interface portproxy show all --watch'.split(' '));
    await watched.line((line) => line.includes('present'));
    watched.kill('SIGINT');
    expect(await watched.ended).toEqual({ code: 0, signal: null });
    expect(watched.err).toBe('');
  });
});
