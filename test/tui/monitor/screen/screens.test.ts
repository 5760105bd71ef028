import path from 'node:path';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import type { FeedMessage } from '../../../../src/service/contract/feed.ts';
import { textWidth } from '../../../../src/tui/line/width.ts';
import { HeadlessMonitor } from '../fixtures/headless-monitor.ts';
import {
  START,
  THREE,
  TWO,
  connection,
  counters,
  entry,
  manyConnections,
  manyEntries,
  snapshot,
  status,
  trafficDifference,
} from '../fixtures/scene.ts';

// Times of day are shown in the machine's time zone.
vi.stubEnv('TZ', 'UTC');

/** Five seconds of traffic over these entries. */
function scene(count: number): FeedMessage[] {
  const entries = count === 3 ? [...THREE] : manyEntries(count);
  const connections = count === 0 ? [] : count === 3 ? [...TWO] : manyConnections(5000, entries);
  const messages = [snapshot(START, entries, connections)];
  const steps = count === 0 ? 0 : 50;
  for (let step = 1; step <= steps; step++) {
    const moving = Math.min(connections.length, 50);
    const bytes = 2000 * (1 + (step % 20));
    messages.push(trafficDifference(START + step * 100, entries, connections, { first: 0, moving, bytes }));
  }
  return messages;
}

const golden = (name: string) => path.join(import.meta.dirname, 'golden', `${name}.golden`);
const SIZES = [
  [80, 24],
  [120, 40],
  [200, 50],
  [40, 15],
] as const;

for (const count of [0, 3, 1000]) {
  for (const [columns, rows] of SIZES) {
    test(`${count} entries at ${columns}×${rows}`, async () => {
      const monitor = new HeadlessMonitor({ columns, rows }, ...scene(count));
      await expect(monitor.text).toMatchFileSnapshot(golden(`${columns}x${rows}-${count}`));
    });
  }
}

test.each([
  ['help', '?'],
  ['entry', '\r'],
  ['connection', '\t\r'],
  ['confirm', 'd'],
  ['filter', '/8080'],
  ['command', ':interface '],
])('%s on the screen', async (name, keys) => {
  const monitor = await new HeadlessMonitor({}, ...scene(3)).type(keys);
  await expect(monitor.text).toMatchFileSnapshot(golden(name));
});

/** Two entries with options, one of them of UDP, one with several targets. */
const OPTIONS = [
  entry({ group: 'web', comment: 'the site, for everybody', idleTimeout: '5m', maxConnections: '500' }),
  entry({ protocol: 'udp', group: 'names', listenPort: '53', connectPort: '53', idleTimeout: '2m' }),
  entry({
    listenPort: '81',
    connectAddress: '10.0.0.5,10.0.0.6:8081,mail',
    group: 'web',
    balance: 'roundrobin',
    check: '5s',
  }),
];

const OPTION_CONNECTIONS = [
  connection(7, OPTIONS[1]!),
  connection(8, OPTIONS[2]!, { target: '10.0.0.6:8081' }),
];

test.each([
  ['options-table', '', 160],
  ['options-details', '\r', 80],
  ['options-udp', '\u001B[B\r', 80],
  ['options-targets', '\u001B[B\u001B[B\r', 80],
  ['options-group', '/group:web', 80],
])('%s on the screen', async (name, keys, columns) => {
  const messages = snapshot(START, OPTIONS, OPTION_CONNECTIONS);
  const monitor = await new HeadlessMonitor({ columns, rows: 24 }, messages).type(keys);
  await expect(monitor.text).toMatchFileSnapshot(golden(name));
});

test('an entry of which a target is down says how many are up, in a tone of its own', async () => {
  const target = (name: string, state: 'up' | 'down') => ({
    target: name,
    state,
    connections: 0,
    ...(state === 'down' && { reason: 'nothing listens there' }),
  });
  const targets = [target('10.0.0.5:80', 'up'), target('10.0.0.6:80', 'down')];
  const half = entry({ connectAddress: '10.0.0.5,10.0.0.6', counters: counters({ targets }) });
  const monitor = new HeadlessMonitor({}, snapshot(START, [half], []));
  expect(monitor.lines.find((line) => line.includes('10.0.0.5:80 +1'))).toMatch(/ 1\/2 up /);
  expect(monitor.message).toContain('1/2 up  10.0.0.6:80 is down: nothing');
  const none = targets.map((one) => ({ ...one, state: 'down' as const }));
  const dead = new HeadlessMonitor(
    {},
    snapshot(START, [{ ...half, counters: counters({ targets: none }) }], []),
  );
  expect(dead.lines.find((line) => line.includes('10.0.0.5:80 +1'))).toMatch(/ 0\/2 up /);
});

test('an entry of IPv6 on every address is told from one of IPv4', async () => {
  const both = [entry(), entry({ family: 'v6tov4' })];
  const monitor = new HeadlessMonitor({}, snapshot(START, both, []));
  expect(monitor.lines.some((line) => line.includes('v6tov4 *:8080'))).toBe(true);
});

test.each([40, 80, 100])('the line that a question is about is whole in %s columns', async (columns) => {
  const long = entry({ listenAddress: '127.0.0.1', listenPort: '20001' });
  const monitor = await new HeadlessMonitor({ columns, rows: 24 }, snapshot(START, [long], [])).type('x');
  const shown = monitor.lines.slice(-6).join(' ').replaceAll(/\s+/g, ' ');
  expect(shown).toContain('kill entry family=v4tov4 listenport=20001 listenaddress=127.0.0.1 Run it? (y/n)');
  expect(monitor.lines).toHaveLength(24);
});

test('connections are filtered by the group of their entry', async () => {
  const messages = snapshot(START, OPTIONS, OPTION_CONNECTIONS);
  const monitor = await new HeadlessMonitor({}, messages).type('\t/group:names');
  expect(monitor.text).toContain('192.0.2.7:40007');
  expect(monitor.text).not.toContain('192.0.2.8:40008');
});

test('a lost service is told, and the last picture stays, dimmed', async () => {
  const monitor = new HeadlessMonitor({ env: { NO_COLOR: '1' } }, ...scene(3));
  const before = monitor.lines.slice(2, -2);
  monitor.take({ kind: 'lost', at: START + 9000, reason: 'No service answers.' });
  expect(monitor.lines.slice(2, -2)).toEqual(before);
  expect(monitor.message).toMatch(/^:relay start starts it   v4tov4 \*:8080 → 10\.0\.0\.5:80  listening/);
  // oxlint-disable-next-line no-control-regex -- styles are escape sequences
  expect(monitor.painted.at(-2)).toMatch(/\u001B\[2mv4tov4 \*:8080 → [^\u001B]*listening/);
  expect(monitor.lines[0]).toMatch(/relay lost for 0s, reconnecting +No service answers\. +NO SERVICE$/);
  for (const row of monitor.painted.slice(2, -2))
    if (row.trim() !== '') expect(row.startsWith('\u001B[2m')).toBe(true);
});

test('a relay that is stopping says so, and how long connections have', () => {
  const told = status(THREE, 2, { drainMs: 8000 });
  const monitor = new HeadlessMonitor(
    {},
    { kind: 'snapshot', at: START, status: told, entries: THREE, connections: TWO },
  );
  expect(monitor.lines[0]).toMatch(/^◐ relay stopping within 8s /);
});

test('before the first message the monitor says that it waits', () => {
  expect(new HeadlessMonitor().lines[0]).toBe('Waiting for the relay');
});

test('without colour no colour is written, and states are still told apart', () => {
  const monitor = new HeadlessMonitor({ env: { NO_COLOR: '1' } }, ...scene(3));
  // oxlint-disable-next-line no-control-regex -- colours are escape sequences
  expect(monitor.painted.join('')).not.toMatch(/\u001B\[[34]\dm/);
  expect(monitor.text).toMatch(/● .*listening[^]*✗ .*failed[^]*○ .*disabled/);
});

test('a terminal without these signs gets ASCII', () => {
  const monitor = new HeadlessMonitor({ env: { LANG: 'C' } }, ...scene(3));
  expect(monitor.text).toMatch(/^[\n -~]*$/);
});

test('every screen has exactly the size of its terminal', async () => {
  const messages = new Map([0, 3, 50].map((count) => [count, scene(count)]));
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(0, 3, 50),
      fc.integer({ min: 20, max: 220 }),
      fc.integer({ min: 3, max: 60 }),
      fc.constantFrom('', '?', '\r', '\t\r', ':show ', '/x', ' d', 'p', 'a'),
      async (count, columns, rows, keys) => {
        const monitor = await new HeadlessMonitor({ columns, rows }, ...messages.get(count)!).type(keys);
        const { lines } = monitor;
        expect(lines).toHaveLength(rows);
        for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(columns);
      },
    ),
    { numRuns: 60 },
  );
});
