import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type LineCounts, LineWriter } from '../../../src/service/log/line-writer.ts';
import { RotatedFile } from '../../../src/store/rotated-file.ts';
import { temporaryFolder } from '../../store/temporary.ts';
import { until } from '../sandbox.ts';

const KIBIBYTE = `${'x'.repeat(1_023)}\n`;
/** 64 lines in 64 KiB. */
const CHUNK = { text: KIBIBYTE.repeat(64), count: 64, lost: 0 };

/** A writer whose file cannot be written yet: a folder is in its place. */
function stuck(): { writer: LineWriter; counts: LineCounts; path: string; reasons: (string | undefined)[] } {
  const path = join(temporaryFolder(), 'x.log');
  mkdirSync(path);
  const reasons: (string | undefined)[] = [];
  const file = new RotatedFile({ path, maxBytes: 0, keep: 0 });
  const turned = (reason: string | undefined): void => void reasons.push(reason);
  const counts = { lines: 0, lost: 0 };
  return { writer: new LineWriter({ file, format: 'text', counts, turned }), counts, path, reasons };
}

test('while nothing can be written, 8 MiB wait; what finds no room is counted, and told where it is missing', async () => {
  const { writer, counts, path, reasons } = stuck();
  for (let count = 0; count < 200; count++) writer.add(CHUNK);
  const room = 8 * 1024;
  expect(counts.lost).toBe(200 * 64 - room);
  expect(writer.isWriting).toBe(false);
  await until(() => reasons.length > 0);
  rmSync(path, { recursive: true });
  await until(() => counts.lines === room);
  expect(writer.isWriting).toBe(false);
  writer.add({ text: 'the next\n', count: 1, lost: 3 });
  await until(() => counts.lines === room + 1);
  expect(writer.isWriting).toBe(true);
  const text = readFileSync(path, 'utf8');
  expect(text.indexOf('#')).toBe(8 * 1024 * 1024);
  expect(text.slice(text.indexOf('#'))).toMatch(/^# \S+Z lost 4611 lines\nthe next\n$/);
  expect(reasons).toEqual([`The log of connections ${path} cannot be written: it is a folder.`, undefined]);
  await writer.close(1_000);
});

test('at the end, what cannot be written is given up and counted', async () => {
  const { writer, counts, reasons } = stuck();
  writer.add({ text: 'one\ntwo\n', count: 2, lost: 0 });
  await until(() => reasons.length > 0);
  await writer.close(10_000);
  expect(counts).toEqual({ lines: 0, lost: 2 });
});

test('at the end, what was lost last is told too', async () => {
  const path = join(temporaryFolder(), 'x.log');
  const file = new RotatedFile({ path, maxBytes: 0, keep: 0 });
  const writer = new LineWriter({ file, format: 'json', counts: { lines: 0, lost: 0 }, turned: () => {} });
  writer.add({ text: '', count: 0, lost: 7 });
  await writer.close(10_000);
  expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ lost: 7 });
});
