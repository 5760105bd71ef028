import { closeSync, fstatSync, openSync } from 'node:fs';
import { expect, test } from 'vitest';
import { loadLibc } from '../../../src/relay/native/libc.ts';
import { ParkedDescriptors, openParkedDescriptors } from '../../../src/relay/native/parked-descriptors.ts';

const libc = loadLibc();

/** Returns which files descriptors stand for, and closes them. */
function filesOf(descriptors: readonly number[]): number[] {
  return descriptors
    .map((fd) => {
      const { ino } = fstatSync(fd);
      closeSync(fd);
      return ino;
    })
    .sort((a, b) => a - b);
}

function opened(count: number): number[] {
  return Array.from({ length: count }, () => openSync(import.meta.filename, 'r'));
}

test.runIf(libc)('copies stay when the descriptors are closed, and whoever has the ends takes them', () => {
  const parked = openParkedDescriptors(libc!)!;
  const some = opened(600);
  const { ino } = fstatSync(some[0]!);
  expect(parked.park(some)).toBe(true);
  for (const fd of some) closeSync(fd);
  const heir = new ParkedDescriptors(libc!, parked.ends);
  expect(filesOf(heir.takeAll())).toEqual(Array.from({ length: 600 }, () => ino));
  expect(heir.takeAll()).toEqual([]);
  for (const end of parked.ends) closeSync(end);
});

test.runIf(libc)('thousands that come one at a time have room, and those that were closed go', () => {
  const parked = openParkedDescriptors(libc!)!;
  const some = opened(2_000);
  for (const fd of some) expect(parked.park([fd])).toBe(true);
  for (const fd of some.splice(0, 1_900)) {
    parked.closed(fd);
    closeSync(fd);
    expect(parked.has(fd)).toBe(false);
  }
  const left = parked.takeAll();
  expect(left.length).toBeGreaterThanOrEqual(100);
  expect(left.length).toBeLessThanOrEqual(2 * 100 + 256 + 1);
  filesOf(left);
  for (const fd of [...some, ...parked.ends]) closeSync(fd);
});
