import { type Socket, connect } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import type { Change } from '../../src/portproxy/table.ts';
import { parseMessage } from '../../src/service/contract/feed-message.ts';
import { FeedReader } from './feed-reader.ts';
import { type Sandbox, sandbox, until } from './sandbox.ts';
import { add, entryAt, ownAddress, remove } from './values.ts';

const sockets: Socket[] = [];

afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
});

/** A client that asks for the feed and reads only when it is told to. */
class SlowClient {
  readonly reader = new FeedReader(async function* () {});
  readonly #socket: Socket;
  /** What it has read, in characters. */
  read = 0;
  #text = '';

  constructor(box: Sandbox) {
    this.#socket = connect(box.socket);
    sockets.push(this.#socket);
    this.#socket.setEncoding('utf8').pause();
    // HTTP/1.0 knows no chunks, so that lines come as they are.
    this.#socket.write('GET /v1/events HTTP/1.0\r\nhost: netsh\r\n\r\n');
  }

  readOn(): void {
    this.#socket.on('data', (piece: string) => {
      this.read += piece.length;
      const lines = (this.#text + piece).split('\n');
      this.#text = lines.pop() ?? '';
      for (const line of lines) if (line.startsWith('{')) this.reader.take(parseMessage(line));
    });
    this.#socket.resume();
  }
}

test('for a client that does not read nothing is kept, and it misses no effect', async () => {
  const box = sandbox();
  const address = ownAddress();
  const backend = box.backend();
  await backend.start();
  const values = Array.from({ length: 1_000 }, (_, index) => entryAt(address, 7001 + index));
  const all = (state: 'enabled' | 'disabled'): Change[] =>
    values.map((each) => ({ op: 'set', values: { ...each, state } }));
  const apply = async (changes: readonly Change[]): Promise<void> => {
    const results = await Promise.all(changes.map((change) => backend.change(change)));
    expect(results.filter(({ kind }) => kind !== 'done')).toEqual([]);
  };
  const quick = new FeedReader((options) => backend.feed(options));
  await apply(all('disabled'));
  const slow = new SlowClient(box);
  // Each round is more than the system's buffers hold.
  for (let round = 0; round < 15; round++) await apply([...all('enabled'), ...all('disabled')]);
  await apply([remove(address, 7001), remove(address, 7002), add(address, 9001), add(address, 7001)]);
  await quick.sees(({ states }) => states.at(-1) === '7001 listening');

  slow.readOn();
  await slow.reader.sees(({ states }) => states.at(-1) === '7001 listening');
  await until(() => slow.reader.entries.size === quick.entries.size);
  expect([...slow.reader.entries]).toEqual([...quick.entries]);
  // What the service kept for it: what did not fit into the system's buffers of one message, and one more message.
  const whole = JSON.stringify([...quick.entries.values()]).length;
  expect(slow.reader.messages.length).toBeLessThan(quick.messages.length / 2);
  expect(slow.read).toBeLessThan(6 * whole);
  await quick.end();
}, 60_000);
