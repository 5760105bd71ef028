import { closeSync, fstatSync, openSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { takenFrom } from '../../../src/relay/native/kept-listeners.ts';
import { loadLibc } from '../../../src/relay/native/libc.ts';
import { openParkedDescriptors } from '../../../src/relay/native/parked-descriptors.ts';
import { ParkedGroups } from '../../../src/relay/native/parked-groups.ts';

const libc = loadLibc();

/** An empty place for groups, and the descriptors that they have noted as open. */
function begun() {
  const place = openParkedDescriptors(libc!)!;
  const noted = new Set<number>();
  const open = { opened: (fd: number) => void noted.add(fd), closed: (fd: number) => void noted.delete(fd) };
  onTestFinished(() => {
    for (const fd of [...place.ends, ...noted]) closeSync(fd);
  });
  return { place, noted, groups: new ParkedGroups(libc!, open, place) };
}

function opened(count: number): number[] {
  return Array.from({ length: count }, () => openSync(import.meta.filename, 'r'));
}

test.runIf(libc)('whoever has the place takes all copies, those in groups too', () => {
  const { place, groups } = begun();
  const some = opened(1_000);
  for (const fd of some.slice(0, 100)) groups.park([fd]);
  groups.park(some.slice(100));
  expect(some.every((fd) => groups.has(fd))).toBe(true);
  const { ino } = fstatSync(some[0]!);
  for (const fd of some) closeSync(fd);
  const taken = takenFrom(libc!, place);
  expect(taken.map((fd) => fstatSync(fd).ino)).toEqual(Array.from({ length: 1_000 }, () => ino));
  for (const fd of taken) closeSync(fd);
});

test.runIf(libc)('a copy that is taken back is there no more, and its room is used again', () => {
  const { place, noted, groups } = begun();
  const some = opened(100);
  groups.park(some);
  const pairs = noted.size;
  for (const fd of some.slice(0, 50)) groups.takeBack(fd);
  expect(groups.has(some[0]!)).toBe(false);
  groups.park(some.slice(0, 50));
  expect(noted.size).toBeLessThanOrEqual(pairs);
  for (const fd of some.slice(0, 99)) groups.takeBack(fd);
  // One pair is left, for the one that is.
  expect(noted.size).toBe(2);
  const taken = takenFrom(libc!, place);
  expect(taken).toHaveLength(1);
  for (const fd of [...taken, ...some]) closeSync(fd);
});
