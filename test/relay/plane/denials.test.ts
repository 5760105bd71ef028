import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Denial } from '../../../src/firewall/judge.ts';
import { EntryRecord } from '../../../src/relay/entries/entry-record.ts';
import { Denials } from '../../../src/relay/plane/denials.ts';
import { entry } from '../support/entries.ts';

const BAD: Denial = { by: 'block', name: 'Bad' };
const told: string[] = [];
let record: EntryRecord;
let denials: Denials;

beforeEach(() => {
  vi.useFakeTimers();
  told.length = 0;
  record = new EntryRecord(entry({ id: 'x', listen: '*:80', connect: '10.0.0.1:80' }));
  denials = new Denials(({ text }) => told.push(text));
});
afterEach(() => void vi.useRealTimers());

test('each network is told of once a minute, with how many more there were', () => {
  denials.client(record, BAD, 0x0a00_0005);
  denials.client(record, BAD, '10.0.0.6');
  denials.client(record, BAD, '2001:db8::7');
  denials.client(record, BAD, '2001:db8:0:0:9::8');
  denials.client(record, BAD, '2001:db8:0:1::8');
  vi.advanceTimersByTime(60_000);
  denials.client(record, BAD, '10.0.0.7');
  expect(told).toEqual([
    'v4tov4 *:80 denied 10.0.0.5: rule Bad.',
    'v4tov4 *:80 denied 2001:db8::7: rule Bad.',
    'v4tov4 *:80 denied 2001:db8:0:1::8: rule Bad.',
    'v4tov4 *:80 denied 10.0.0.7: rule Bad. 1 connection more from 10.0.0.0/24 since the last report.',
  ]);
  expect(record.counters.denied).toBe(6);
});

test('targets are told of by themselves', () => {
  denials.target(record, { by: 'policy', name: 'blockoutbound' }, '10.0.0.1:80');
  denials.target(record, BAD, '10.0.0.1:80');
  denials.client(record, BAD, '10.0.0.1');
  expect(told).toEqual([
    'v4tov4 *:80 may not connect to 10.0.0.1:80: policy blockoutbound.',
    'v4tov4 *:80 denied 10.0.0.1: rule Bad.',
  ]);
});

test('clients from ever new networks cannot fill the log: they are only counted', () => {
  for (let network = 0; network < 5_000; network++) denials.client(record, BAD, 0x0b00_0001 + network * 256);
  expect(told).toHaveLength(200);
  expect(record.counters.denied).toBe(5_000);
  vi.advanceTimersByTime(60_000);
  denials.client(record, BAD, '12.0.0.1');
  expect(told).toHaveLength(201);
});
