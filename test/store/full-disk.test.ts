import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryHome } from './temporary.ts';

const PROGRAM = join(import.meta.dirname, '../fixtures/store/fill-disk.ts');

test('on a full disk the old table stands, whole, and nothing is left behind', () => {
  const { home } = temporaryHome();
  // Its own small disk, seen by this one program (needs root, as CI is).
  const script = 'mount -t tmpfs -o size=128k,mode=700 tmpfs "$1" && exec "$2" "$3" "$1"';
  const output = execFileSync('unshare', ['-m', 'sh', '-c', script, 'sh', home, process.execPath, PROGRAM], {
    encoding: 'utf8',
  });
  const { kept, faults, after, files } = JSON.parse(output);
  expect(kept).toBeGreaterThan(100);
  expect(faults).toEqual([expect.stringMatching(/^The table .* cannot be written: the disk is full\.$/)]);
  expect(after).toBe(10);
  expect(files).toEqual(['run', 'table.backup.json', 'table.json']);
});

test('a full disk behind a link loses nothing either', () => {
  const { home, table } = temporaryHome();
  const disk = join(home, 'run/disk');
  mkdirSync(disk, { mode: 0o700 });
  symlinkSync(join(disk, 'netsh.json'), table);
  const script = 'mount -t tmpfs -o size=128k,mode=700 tmpfs "$4" && "$2" "$3" "$1" && ls "$4"';
  const output = execFileSync(
    'unshare',
    ['-m', 'sh', '-c', script, 'sh', home, process.execPath, PROGRAM, disk],
    { encoding: 'utf8' },
  );
  const end = output.lastIndexOf('}') + 1;
  const { kept, faults, after } = JSON.parse(output.slice(0, end));
  expect(kept).toBeGreaterThan(100);
  expect(faults).toEqual([expect.stringMatching(/netsh\.json cannot be written: the disk is full\.$/)]);
  expect(after).toBe(10);
  expect(output.slice(end).trim().split(/\s+/)).toEqual(['netsh.backup.json', 'netsh.json']);
});
