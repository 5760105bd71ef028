import { expect, test } from 'vitest';
import { endSignals, interruptSignals, mostTimeAfter } from '../../src/system/end-signals.ts';

test('on Windows a console window that is closed, and Ctrl-Break, end the service', () => {
  expect(endSignals('win32')).toEqual(['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGBREAK']);
  expect(mostTimeAfter('SIGHUP', 'win32')).toBeLessThan(5_000);
  expect(mostTimeAfter('SIGTERM', 'win32')).toBe(Infinity);
});

test('elsewhere SIGHUP is another request', () => {
  expect(endSignals('linux')).toEqual(['SIGTERM', 'SIGINT']);
  expect(mostTimeAfter('SIGHUP', 'linux')).toBe(Infinity);
});

test('a command in the foreground is interrupted by each of them', () => {
  expect(interruptSignals('linux')).toEqual(['SIGTERM', 'SIGINT', 'SIGHUP']);
  expect(interruptSignals('win32')).toEqual(['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGBREAK']);
});
