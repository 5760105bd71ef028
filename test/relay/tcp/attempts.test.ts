import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Attempts } from '../../../src/relay/tcp/attempts.ts';
import { EntryRecord } from '../../../src/relay/entries/entry-record.ts';
import { entry } from '../support/entries.ts';

const TIMEOUT_MS = 10_000;
const one = new EntryRecord(entry({ listen: '*:80-89', connect: 'one.example:8080-8089' }));
const client = { clientAddress: '127.0.0.1' };
const REFUSED = 'ECONNREFUSED';

test('every address has its turn, each within its part of what is left of the time', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.ipV4(), { minLength: 1, maxLength: 6 }), (addresses) => {
      const begin = performance.now();
      const attempts = new Attempts(one, 80, begin);
      expect(attempts.address).toBeUndefined();
      attempts.begin(addresses);
      const tried = [];
      for (let more = true; more; more = attempts.next(REFUSED, client)) {
        tried.push(attempts.address);
        expect(attempts.isOver(begin + TIMEOUT_MS, TIMEOUT_MS)).toBe(true);
        expect(attempts.isOver(performance.now(), TIMEOUT_MS)).toBe(false);
      }
      expect(tried).toEqual(addresses);
      // The last one may use all of it.
      expect(attempts.isOver(begin + TIMEOUT_MS - 0.1, TIMEOUT_MS)).toBe(false);
    }),
  );
});

test('a target without addresses has no attempt, and all of the time', () => {
  const begin = performance.now();
  const attempts = new Attempts(one, 80, begin);
  expect(attempts.isOver(begin + TIMEOUT_MS - 0.1, TIMEOUT_MS)).toBe(false);
  expect(attempts.isOver(begin + TIMEOUT_MS, TIMEOUT_MS)).toBe(true);
  attempts.begin([]);
  expect(attempts.address).toBeUndefined();
  expect(attempts.next(REFUSED, client)).toBe(false);
});

test('a timeout that changes holds at once', () => {
  const begin = performance.now();
  const attempts = new Attempts(one, 80, begin);
  attempts.begin(['127.0.0.1', '127.0.0.2']);
  expect(attempts.isOver(begin + 1_000, TIMEOUT_MS)).toBe(false);
  expect(attempts.isOver(begin + 1_000, 500)).toBe(true);
});

test('targets have their turn in order, each with its port and its own time', () => {
  const two = entry({ listen: '*:80-89', connect: ['one.example:8080-8089', 'two.example:9000'] });
  const attempts = new Attempts(new EntryRecord(two), 83, performance.now());
  attempts.choose(client);
  attempts.stoodStill(-TIMEOUT_MS, performance.now());
  attempts.begin(['127.0.0.1']);
  expect([attempts.target, attempts.port]).toEqual([two.targets[0], 8083]);
  expect(attempts.isOver(performance.now(), TIMEOUT_MS)).toBe(true);
  expect(attempts.next(REFUSED, client)).toBe(true);
  expect([attempts.target, attempts.port, attempts.address]).toEqual([two.targets[1], 9000, undefined]);
  expect(attempts.isOver(performance.now(), TIMEOUT_MS)).toBe(false);
  attempts.begin(['::1']);
  expect(attempts.address).toBe('::1');
  expect(attempts.next(REFUSED, client)).toBe(false);
});
