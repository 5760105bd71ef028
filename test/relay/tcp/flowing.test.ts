import { expect, onTestFinished, test } from 'vitest';
import { createRelay } from '../../../src/relay/create.ts';
import type { RelayEntry } from '../../../src/relay/relay.ts';
import { entry } from '../support/entries.ts';
import { Backend, Peer, ask } from '../support/peer.ts';
import { freePort } from '../support/ports.ts';
import { until } from '../support/until.ts';

const CONNECTIONS = 500;
const OTHERS = 100;

/** Sends a word, its echo again, and so on until told to stop; tells how many came back. */
function talk(peer: Peer, signal: AbortSignal): () => number {
  const word = Buffer.from('word');
  peer.socket.on('data', () => {
    peer.chunks.length = 0;
    if (!signal.aborted && peer.received % word.length === 0) peer.socket.write(word);
  });
  peer.socket.write(word);
  return () => peer.received / word.length;
}

test('entries are added, set, deleted and reset while many connections flow: none notices', async () => {
  const relay = await createRelay();
  const echo = await Backend.start((peer) => peer.socket.pipe(peer.socket));
  const named = await Backend.named('here');
  onTestFinished(async () => {
    await relay.close(0);
    await Promise.all([echo.close(), named.close()]);
  });
  const port = await freePort(OTHERS + 2);
  const kept = entry({ id: 'kept', listen: `127.0.0.1:${port}`, connect: `127.0.0.1:${echo.port}` });
  const asked = entry({ id: 'asked', listen: `127.0.0.1:${port + 1}`, connect: `127.0.0.1:${named.port}` });
  const deleted = entry({ id: 'deleted', listen: `127.0.0.2:${port}`, connect: `127.0.0.1:${echo.port}` });
  await relay.apply({ put: [kept, asked, deleted], remove: [] });

  const stop = new AbortController();
  const peers: Peer[] = [];
  for (let count = 0; count < CONNECTIONS; count += 1) {
    peers.push(await Peer.dial(port, count % 2 === 0 ? '127.0.0.1' : '127.0.0.2'));
  }
  const talks = peers.map((peer) => talk(peer, stop.signal));
  let answers = 0;
  const listens = (async () => {
    while (!stop.signal.aborted) {
      expect(await ask(port + 1)).toBe('here');
      answers += 1;
    }
  })();

  const others = (connect: string): RelayEntry[] =>
    Array.from({ length: OTHERS }, (_, index) =>
      entry({ id: `other ${index}`, listen: `127.0.0.1:${port + 2 + index}`, connect }),
    );
  await relay.apply({ put: [], remove: ['deleted'] });
  for (let round = 0; round < 5; round += 1) {
    const before = talks.map((words) => words());
    await relay.apply({ put: others('127.0.0.1:1'), remove: [] });
    await relay.apply({ put: others('127.0.0.1:2'), remove: [] });
    // What they had before is put again beside them, as after a set of the same values or a reload.
    await relay.apply({ put: [kept, asked, ...others('127.0.0.1:2')], remove: [] });
    await relay.apply({ put: [], remove: others('127.0.0.1:2').map(({ id }) => id) });
    await until('words of all meanwhile', () => talks.every((words, index) => words() > before[index]!));
  }
  stop.abort();
  await listens;
  expect(answers).toBeGreaterThan(0);
  // A reset of the table stops the listening of all entries, and still ends nobody.
  await relay.apply({ put: [], remove: ['kept', 'asked'] });
  await expect(ask(port)).resolves.toBe('ECONNREFUSED');
  for (const peer of peers) expect([peer.broken, peer.finished]).toEqual([undefined, false]);
  expect(await relay.kill({})).toBe(CONNECTIONS);
});
