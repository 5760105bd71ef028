import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openLog } from '../../../src/service/server/log.ts';
import { temporaryHome } from '../../store/temporary.ts';

test('lines have a time and are on disk after close, for the owner only', () => {
  const path = join(temporaryHome().home, 'log');
  const log = openLog(path);
  log.line('one');
  log.line('two\nlines\u001b[31m');
  log.close();
  const stamp = /^\d{4}-\d\d-\d\dT[\d:.]+Z /;
  const lines = readFileSync(path, 'utf8').split('\n');
  expect(lines.map((line) => line.replace(stamp, ''))).toEqual(['one', 'two�lines�[31m', '']);
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('a log is bounded: one elder file is kept', async () => {
  const path = join(temporaryHome().home, 'log');
  const log = openLog(path, 1000);
  for (let round = 0; round < 20; round += 1) {
    log.line(`${round} ${'x'.repeat(300)}`);
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
  log.close();
  expect(statSync(path).size).toBeLessThanOrEqual(1000);
  expect(statSync(`${path}.1`).size).toBeLessThanOrEqual(1000);
  expect(readFileSync(path, 'utf8')).toContain(' 19 xxx');
});

test('a next service appends', () => {
  const path = join(temporaryHome().home, 'log');
  for (const text of ['first', 'second']) {
    const log = openLog(path);
    log.line(text);
    log.close();
  }
  expect(readFileSync(path, 'utf8')).toMatch(/first\n.*second\n$/);
});

test('a log that cannot be written is no fault', () => {
  const log = openLog(join(temporaryHome().home, 'missing', 'log'));
  log.line('lost');
  log.close();
});
