import { expect, test } from 'vitest';
import { lastErrorText, presentError } from '../../contexts/last-error.ts';
import { Counters } from '../../src/relay/entries/counters.ts';

const TEXT = 'The connection to 10.0.0.5:80 failed: nothing listens there (ECONNREFUSED).';

function failedOnce(): Counters {
  const counters = new Counters();
  counters.began();
  counters.failed(TEXT);
  return counters;
}

test('an error is told with its age, and begins with its cause where there is little room', () => {
  const counters = failedOnce().snapshot();
  const { at } = counters.lastError!;
  expect(lastErrorText(counters, at + 51_000)).toBe(`51s ago: ${TEXT}`);
  expect(presentError(counters)).toBe('Nothing listens there (ECONNREFUSED).');
  expect(presentError({ ...counters, targets: [] })).toBe(
    '10.0.0.5:80: nothing listens there (ECONNREFUSED).',
  );
  expect(presentError({ ...counters, lastError: { at, text: 'The name x cannot be resolved.' } })).toBe(
    'The name x cannot be resolved.',
  );
});

test('an error after which connections went well says so, and is not shown as what is wrong now', () => {
  const counters = failedOnce();
  for (let count = 0; count < 2; count++) counters.began();
  const told = counters.snapshot();
  expect(lastErrorText(told, told.lastError!.at + 2000)).toBe(
    `2s ago: ${TEXT} Since then 2 connections without an error.`,
  );
  expect(presentError(told)).toBeUndefined();
});

test('without an error there is nothing to tell', () => {
  const counters = new Counters().snapshot();
  expect(lastErrorText(counters, 0)).toBeUndefined();
  expect(presentError(counters)).toBeUndefined();
});

test('what an earlier netsh tells has no count', () => {
  const counters = { ...failedOnce().snapshot(), connectionsTotal: 9, lastError: { at: 0, text: TEXT } };
  expect(lastErrorText(counters, 1000)).toBe(`1s ago: ${TEXT}`);
});
