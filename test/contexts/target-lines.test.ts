import { expect, test } from 'vitest';
import { namedSides, resolvedText } from '../../contexts/names.ts';
import { downText, targetLines } from '../../contexts/target-lines.ts';
import { entryFrom } from '../../src/portproxy/entry.ts';
import type { EntryCounters, TargetStatus } from '../../src/relay/relay.ts';

const NOW = 1_700_000_000_000;

const TARGETS: readonly TargetStatus[] = [
  {
    target: '10.0.0.5:80',
    state: 'down',
    since: NOW - 90_000,
    reason: 'nothing listens there (ECONNREFUSED)',
    failures: 7,
    connections: 0,
  },
  { target: '[fd00::5]:80', state: 'up', since: NOW - 7_200_000, connections: 3 },
  { target: 'name:80', state: 'untried', connections: 0 },
  {
    target: '10.0.0.6:90-99',
    state: 'down',
    since: NOW,
    reason: 'port 91: x',
    ports: [91, 92],
    connections: 1,
  },
];

const COUNTERS: EntryCounters = {
  connections: 0,
  connectionsTotal: 0,
  bytesUp: 0,
  bytesDown: 0,
  errors: 0,
  refused: 0,
  denied: 0,
  ends: {},
};

test('each target is up or down, since when and why, with its connections', () => {
  expect(targetLines(TARGETS, NOW)).toEqual([
    '10.0.0.5:80: down for 1m 30s: nothing listens there (ECONNREFUSED)',
    '[fd00::5]:80: up for 2h 00m, 3 open',
    'name:80: not tried yet',
    '10.0.0.6:90-99: down for 0s on 2 ports: port 91: x, 1 open',
  ]);
  expect(targetLines(undefined, NOW)).toEqual([]);
});

test('in one line only those that are down are named', () => {
  expect(downText(TARGETS)).toBe(
    '10.0.0.5:80 is down: nothing listens there (ECONNREFUSED).  10.0.0.6:90-99 is down: port 91: x.',
  );
  expect(downText(TARGETS.slice(1, 3))).toBeUndefined();
});

test('of a list each name has its own answer', () => {
  const entry = entryFrom({
    family: 'v4tov4',
    listenPort: '80',
    connectAddress: '10.0.0.5,One:81,two,three',
  });
  const names = {
    connect: { name: 'one', addresses: ['10.0.0.1'], at: NOW - 5_000 },
    others: [{ name: 'two', addresses: ['10.0.0.2', '10.0.0.3'], at: NOW - 1_000 }],
  };
  const counters = { ...COUNTERS, names, lastError: { at: NOW, text: 'No.' } };
  const sides = namedSides({ ...entry, state: 'listening', counters });
  expect(sides.map((side) => `${side.name}: ${resolvedText(side, NOW)}`)).toEqual([
    'One: 10.0.0.1, resolved 5s ago',
    'two: 10.0.0.2, 10.0.0.3, resolved 1s ago',
    'three: not resolved yet; the first connection does that',
  ]);
});
