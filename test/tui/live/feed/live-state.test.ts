import fc from 'fast-check';
import { expect, test } from 'vitest';
import { entryKey } from '../../../../src/portproxy/key.ts';
import type { ConnectionInfo } from '../../../../src/relay/relay.ts';
import type { ListedEntry } from '../../../../src/service/contract/status.ts';
import type { FeedMessage } from '../../../../src/service/contract/feed.ts';
import { WholeFeed } from '../../../../src/service/contract/whole-feed.ts';
import { NO_LIVE_STATE, type LiveState, applyMessage } from '../../../../src/tui/live/feed/live-state.ts';
import { downRate, upRate } from '../../../../src/tui/live/feed/traffic.ts';
import {
  START,
  THREE,
  TWO,
  connection,
  counters,
  entry,
  snapshot,
  status,
} from '../../monitor/fixtures/scene.ts';

function after(...messages: readonly FeedMessage[]): LiveState {
  return messages.reduce(applyMessage, NO_LIVE_STATE);
}

function difference(at: number, some: Partial<Extract<FeedMessage, { kind: 'difference' }>>): FeedMessage {
  return {
    kind: 'difference',
    at,
    status: status([], 0, { uptimeMs: at - START + 1e6 }),
    entries: [],
    counted: { keys: [], numbers: [] },
    removed: [],
    connections: [],
    moved: [],
    ended: [],
    ...some,
  };
}

const port = fc.integer({ min: 1, max: 6 }).map(String);
const change = fc.oneof(
  fc.record({ kind: fc.constant('put' as const), port, bytes: fc.integer({ min: 0, max: 1e6 }) }),
  fc.record({ kind: fc.constant('remove' as const), port }),
  fc.record({ kind: fc.constant('open' as const), id: fc.integer({ min: 1, max: 9 }) }),
  fc.record({ kind: fc.constant('end' as const), id: fc.integer({ min: 1, max: 9 }) }),
);

test('differences lead to the same live as a snapshot of the end', () => {
  fc.assert(
    fc.property(fc.array(fc.array(change, { maxLength: 5 }), { maxLength: 30 }), (rounds) => {
      const entries = new Map<string, ListedEntry>();
      const connections = new Map<number, ConnectionInfo>();
      let live = after(snapshot(START, [], []));
      let at = START;
      for (const round of rounds) {
        at += 100;
        const put = new Map<string, ListedEntry>();
        const removed = new Set<string>();
        const opened = new Map<number, ConnectionInfo>();
        const ended = new Set<number>();
        for (const one of round) {
          if (one.kind === 'put') {
            const made = entry({ listenPort: one.port, counters: counters({ bytesUp: one.bytes }) });
            if (!removed.has(entryKey(made))) put.set(entryKey(made), made);
          } else if (one.kind === 'remove') {
            const key = entryKey(entry({ listenPort: one.port }));
            if (!put.has(key)) removed.add(key);
          } else if (one.kind === 'open') {
            if (!ended.has(one.id)) opened.set(one.id, connection(one.id, THREE[0]!));
          } else if (!opened.has(one.id)) ended.add(one.id);
        }
        for (const key of removed) entries.delete(key);
        for (const id of ended) connections.delete(id);
        for (const [key, value] of put) entries.set(key, value);
        for (const [id, value] of opened) connections.set(id, value);
        live = applyMessage(
          live,
          difference(at, {
            entries: [...put.values()],
            removed: [...removed],
            connections: [...opened.values()],
            ended: [...ended],
          }),
        );
      }
      expect([...live.entries.values()].map((row) => row.entry)).toEqual([...entries.values()]);
      expect([...live.connections.values()].map((row) => row.info)).toEqual([...connections.values()]);
      const whole = after(snapshot(at, [...entries.values()], [...connections.values()]));
      expect([...live.entries.keys()]).toEqual([...whole.entries.keys()]);
    }),
  );
});

test('numbers alone lead to the same live as whole rows', () => {
  const bytes = fc.nat({ max: 1e6 });
  const number = fc.record({
    port: fc.constantFrom('8080', '443', '9'),
    bytes,
    id: fc.integer({ min: 16, max: 19 }),
    phase: fc.integer({ min: 0, max: 2 }),
  });
  fc.assert(
    fc.property(fc.array(fc.array(number, { maxLength: 4 }), { maxLength: 20 }), (rounds) => {
      const whole = new WholeFeed();
      const first = snapshot(START, THREE, TWO);
      whole.take(first);
      let inNumbers = after(first);
      let inRows = inNumbers;
      let at = START;
      for (const round of rounds) {
        at += 100;
        const message = difference(at, {
          counted: {
            keys: round.map((each) => entryKey(entry({ listenPort: each.port }))),
            numbers: round.flatMap((each) => [1, 2, each.bytes, each.bytes * 3, 4]),
          },
          moved: round.flatMap((each) => [each.id, 50, each.phase, each.bytes, each.bytes * 3]),
        });
        const rows = whole.take(message);
        if (rows.kind !== 'difference') throw new Error('It is no difference.');
        inNumbers = applyMessage(inNumbers, message);
        inRows = applyMessage(inRows, { ...rows, counted: { keys: [], numbers: [] }, moved: [] });
        expect(inNumbers).toEqual(inRows);
      }
      expect(Array.from(inNumbers.entries.values(), (row) => row.entry)).toEqual([...whole.entries.values()]);
      expect(Array.from(inNumbers.connections.values(), (row) => row.info)).toEqual([
        ...whole.connections.values(),
      ]);
    }),
  );
});

test('what was carried before the monitor looked is no rate', () => {
  const live = after(snapshot(START, THREE, TWO));
  expect(downRate(live.entries.get('v4tov4 * 8080')!.traffic, START + 1000)).toBe(0);
  expect(downRate(live.connections.get(17)!.traffic, START + 1000)).toBe(0);
});

test('a new connection has carried its bytes since it began', () => {
  const opened = connection(1, THREE[0]!, { startedAt: START + 500, bytesUp: 5000 });
  const live = after(snapshot(START, THREE), difference(START + 1000, { connections: [opened] }));
  expect(upRate(live.connections.get(1)!.traffic, START + 1000)).toBe(10_000);
});

test('what flowed while the feed was lost is spread over that time', () => {
  const grown = entry({ counters: counters({ bytesUp: 10_000_000 }) });
  const lost: FeedMessage = { kind: 'lost', at: START + 100, reason: 'gone' };
  const back = { ...snapshot(START + 10_000, [grown]), status: status([grown], 0, { uptimeMs: 1e6 }) };
  const live = after(snapshot(START, [entry()]), lost, back);
  expect(live.lost).toBeUndefined();
  expect(upRate(live.entries.get('v4tov4 * 8080')!.traffic, START + 10_000)).toBe(1_000_000);
  expect(upRate(live.traffic, START + 10_000)).toBe(1_000_000);
});

test('a service that started again counts from 0 and from its start', () => {
  const before = entry({ counters: counters({ bytesUp: 10_000_000 }) });
  const restarted = entry({ counters: counters({ bytesUp: 4000 }) });
  const back = {
    ...snapshot(START + 60_000, [restarted]),
    status: status([restarted], 0, { uptimeMs: 2000 }),
  };
  const live = after(snapshot(START, [before]), back);
  expect(upRate(live.entries.get('v4tov4 * 8080')!.traffic, START + 60_000)).toBe(2000);
});

test('a connection of the same id after a restart is another one', () => {
  const old = connection(1, THREE[0]!, { bytesUp: 9_000_000 });
  const other = connection(1, THREE[0]!, { startedAt: START + 900, client: '192.0.2.99:1', bytesUp: 10 });
  const live = after(snapshot(START, THREE, [old]), difference(START + 1000, { connections: [other] }));
  expect(live.connections.get(1)!.info.client).toBe('192.0.2.99:1');
  expect(upRate(live.connections.get(1)!.traffic, START + 1000)).toBeLessThan(200);
});

test('a connection whose header tells another client is the same one, with its peer', () => {
  const begun = {
    ...connection(1, THREE[0]!),
    client: '10.0.0.2:4711',
    phase: 'header' as const,
    target: '',
  };
  const headed = { ...begun, client: '203.0.113.9:80', peer: begun.client, phase: 'connect' as const };
  const live = after(
    snapshot(START, THREE, [begun]),
    difference(START + 100, { connections: [headed] }),
    difference(START + 200, { connections: [{ ...headed, phase: 'data', target: '10.0.0.5:80' }] }),
  );
  const row = live.connections.get(1);
  expect(row?.info).toMatchObject({ client: '203.0.113.9:80', peer: '10.0.0.2:4711' });
  expect(row?.events.map(({ text }) => text)).toEqual([
    expect.stringMatching(/^Now tries/),
    '10.0.0.5:80 has answered; data flows.',
  ]);
});

test('while the feed is lost the last live stays, with the reason and when it began', () => {
  const live = after(
    snapshot(START, THREE, TWO),
    { kind: 'lost', at: START + 100, reason: 'first' },
    { kind: 'lost', at: START + 1100, reason: 'second' },
  );
  expect(live.entries.size).toBe(3);
  expect(live.lost).toEqual({ at: START + 100, reason: 'first' });
});

test('changes of state and new errors are events of the entry', () => {
  const failed = entry({ state: 'failed', reason: 'Port 8080 is already in use.' });
  const broken = entry({
    counters: counters({ errors: 1, lastError: { at: START + 150, text: 'Refused.' } }),
  });
  const live = after(
    snapshot(START, [entry()]),
    difference(START + 100, { entries: [failed] }),
    difference(START + 200, { entries: [broken] }),
  );
  expect(live.entries.get('v4tov4 * 8080')!.events.map(({ text }) => text)).toEqual([
    'Now failed. Port 8080 is already in use.',
    'Now listening.',
    'Refused.',
  ]);
});

test('a target that goes down, or comes back, is an event of its entry', () => {
  const told = (state: 'up' | 'down' | 'untried') =>
    entry({
      counters: counters({ targets: [{ target: '10.0.0.5:80', state, reason: 'No', connections: 0 }] }),
    });
  const live = after(
    snapshot(START, [told('untried')]),
    difference(START + 100, { entries: [told('up')] }),
    difference(START + 200, { entries: [told('down')] }),
    difference(START + 300, { entries: [told('down')] }),
    difference(START + 400, { entries: [told('up')] }),
  );
  expect(live.entries.get('v4tov4 * 8080')!.events.map(({ text, isBad }) => [text, isBad])).toEqual([
    ['The target 10.0.0.5:80 is down: No.', true],
    ['The target 10.0.0.5:80 answers again.', false],
  ]);
});
