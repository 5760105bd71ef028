import { describe, expect, onTestFinished, test } from 'vitest';
import { createRelay } from '../../../src/relay/create.ts';
import { type PlaneLink, startWorker } from '../../../src/relay/plane-host.ts';
import type { StartPlane } from '../../../src/relay/thread-relay.ts';
import { ConnectionLog } from '../../../src/relay/log/connection-log.ts';
import type { LoggedLines, Logging } from '../../../src/relay/log/logging.ts';
import type { EndedConnection, Relay, RelayEntry } from '../../../src/relay/relay.ts';
import { entry } from '../support/entries.ts';
import { Backend, Peer, ask } from '../support/peer.ts';
import { freePort } from '../support/ports.ts';
import { until } from '../support/until.ts';

const ALL: Logging = { format: 'text', entries: 'all' };

/** A relay whose entries lead to a server that says its name, and the ports of these. */
async function relayOf(
  logs: readonly (boolean | undefined)[],
  startPlane?: StartPlane,
): Promise<{ relay: Relay; ports: number[] }> {
  const relay = await createRelay({ startPlane });
  onTestFinished(async () => void (await relay.close(0)));
  const backend = await Backend.named('it');
  onTestFinished(() => backend.close());
  const ports: number[] = [];
  const put: RelayEntry[] = [];
  for (const log of logs) {
    const port = await freePort();
    ports.push(port);
    const texts = {
      id: `v4tov4 127.0.0.1 ${port}`,
      listen: `127.0.0.1:${port}`,
      connect: `127.0.0.1:${backend.port}`,
    };
    put.push({ ...entry(texts), log });
  }
  await relay.apply({ put, remove: [] });
  return { relay, ports };
}

/** Ports of the entries whose connections the lines are about. */
function portsOf({ text }: Pick<LoggedLines, 'text'>): number[] {
  const lines = text.split('\n').slice(0, -1);
  return lines.map((line) => Number(line.split(' ')[5]!.split(':')[1]));
}

/** Lines from a relay until there are so many. */
async function linesOf(relay: Relay, logging: Logging, count: number): Promise<LoggedLines> {
  let [text, all, lost] = ['', 0, 0];
  while (all < count) {
    const lines = await relay.logged(logging);
    if (!lines) throw new Error('The relay is closed.');
    text += lines.text;
    all += lines.count;
    lost += lines.lost;
  }
  return { text, count: all, lost };
}

describe('the lines of a relay', () => {
  test('are told of every connection that ends, with its bytes and its end', async () => {
    const { relay, ports } = await relayOf([undefined]);
    const lines = linesOf(relay, ALL, 20);
    for (let count = 0; count < 20; count++) expect(await ask(ports[0]!)).toBe('it');
    const { text, count, lost } = await lines;
    expect({ count, lost }).toEqual({ count: 20, lost: 0 });
    for (const line of text.split('\n').slice(0, -1)) {
      expect(line).toMatch(
        new RegExp(
          `^\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z \\d+ \\d+ tcp v4tov4 127\\.0\\.0\\.1:${ports[0]} 127\\.0\\.0\\.1:\\d+ - ` +
            `127\\.0\\.0\\.1:\\d+ 0 2 backend data closed$`,
        ),
      );
    }
  });

  test('leave out entries that say no', async () => {
    const { relay, ports } = await relayOf([undefined, false, true]);
    const lines = linesOf(relay, ALL, 2);
    for (const port of [ports[1]!, ports[0]!, ports[1]!, ports[2]!]) await ask(port);
    expect(portsOf(await lines)).toEqual([ports[0], ports[2]]);
  });

  test('are only those of entries that say yes where that is asked for', async () => {
    const { relay, ports } = await relayOf([undefined, false, true]);
    const lines = linesOf(relay, { ...ALL, entries: 'chosen' }, 2);
    for (const port of [ports[2]!, ports[0]!, ports[1]!, ports[2]!]) await ask(port);
    expect(portsOf(await lines)).toEqual([ports[2], ports[2]]);
  });

  test('follow what an entry says from then on, for connections that exist too', async () => {
    const { relay, ports } = await relayOf([true]);
    const peer = await Peer.dial(ports[0]!);
    await peer.sees('it');
    const lines = linesOf(relay, ALL, 1);
    const [one] = await relay.connections();
    const [report] = await relay.report();
    const texts = { id: report!.id, listen: `127.0.0.1:${ports[0]}`, connect: '127.0.0.1:9' };
    await relay.apply({ put: [{ ...entry(texts), log: false }], remove: [] });
    peer.finish();
    await until('its end', async () => (await relay.connections()).length === 0);
    await relay.apply({ put: [{ ...entry(texts), log: true }], remove: [] });
    await ask(ports[0]!);
    const { text } = await lines;
    expect(text).not.toContain(` ${one!.id} tcp `);
  });

  test('go on when the data plane is replaced, without being asked for again', async () => {
    const planes: PlaneLink[] = [];
    const startPlane: StartPlane = (left) => {
      planes.push(startWorker(left));
      return planes.at(-1)!;
    };
    const { relay, ports } = await relayOf([undefined], startPlane);
    const asked = relay.logged(ALL);
    await planes[0]!.end();
    const id = `v4tov4 127.0.0.1 ${ports[0]}`;
    await until('another data plane', () => planes.length === 2 && relay.status(id)?.state === 'listening');
    await ask(ports[0]!);
    expect(portsOf((await asked)!)).toEqual(ports);
  });

  test('of connections that the end of the relay ends are told last', async () => {
    const { relay, ports } = await relayOf([undefined]);
    const asked = relay.logged(ALL);
    const peers = await Promise.all(Array.from({ length: 5 }, () => Peer.dial(ports[0]!)));
    for (const peer of peers) await peer.sees('it');
    await relay.close(0);
    let text = (await asked)!.text;
    for (let lines = await relay.logged(ALL); lines; lines = await relay.logged(ALL)) text += lines.text;
    expect(text.match(/ netsh (?:data|half-closed) reset\n/g)).toHaveLength(5);
  });
});

const ENTRY = entry({ id: 'v4tov4 * 1', listen: '127.0.0.1:1', connect: '127.0.0.1:2' });

function ended(id: number): EndedConnection {
  const times = { startedAt: 1, lastActiveAt: 1, endedAt: 1, durationMs: 0 };
  const rest = { client: '10.0.0.7:1', target: '10.0.0.5:1', bytesUp: 0, bytesDown: 0 };
  const end = { by: 'client', phase: 'data', how: 'closed' } as const;
  return { id, entry: ENTRY.id, phase: 'data', ...times, ...rest, end };
}

/** The ids that lines tell. */
function idsOf({ text }: Pick<LoggedLines, 'text'>): number[] {
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => Number(line.split(' ')[2]));
}

describe('lines that nobody takes', () => {
  test('wait, and those that find no room are counted where they are missing', async () => {
    const log = new ConnectionLog();
    const first = log.ask(ALL);
    log.add(ended(0), ENTRY);
    expect(idsOf(await first)).toEqual([0]);
    for (let id = 1; id <= 100_000; id++) log.add(ended(id), ENTRY);
    const told: number[] = [];
    let most = 0;
    let lines = await log.ask(ALL);
    while (told.length < 1_000 || lines.text.length > 60_000) {
      expect(lines.lost).toBe(0);
      told.push(...idsOf(lines));
      most = Math.max(most, lines.text.length);
      const next = log.ask(ALL);
      // What comes now finds room again, and says what was lost before it.
      if (told.length === lines.count) log.add(ended(100_001), ENTRY);
      lines = await next;
    }
    expect(told).toEqual(Array.from(told, (_, index) => index + 1));
    expect(most).toBeLessThan(70_000);
    expect(idsOf(lines)).toEqual([100_001]);
    expect(lines.lost).toBe(100_000 - told.length);
    expect(lines.lost).toBeGreaterThan(10_000);
  });

  test('are told to whoever asked before, when somebody else asks', async () => {
    const log = new ConnectionLog();
    const first = log.ask(ALL);
    log.add(ended(1), ENTRY);
    const second = log.ask({ ...ALL, format: 'json' });
    log.add(ended(2), ENTRY);
    expect(idsOf(await first)).toEqual([1]);
    expect(JSON.parse((await second).text)).toMatchObject({ id: 2 });
  });

  test('are none while nothing is logged', async () => {
    const log = new ConnectionLog();
    log.add(ended(1), ENTRY);
    const asked = log.ask(ALL);
    log.add(ended(2), ENTRY);
    expect(await log.ask(undefined)).toEqual({ text: '', count: 0, lost: 0 });
    expect(idsOf(await asked)).toEqual([2]);
    log.add(ended(3), ENTRY);
    expect(await log.ask(undefined)).toEqual({ text: '', count: 0, lost: 0 });
  });
});
