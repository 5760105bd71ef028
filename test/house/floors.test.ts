import { expect, test } from 'vitest';
import { ALL_FLOORS, type Floors } from './floors.ts';
import path from 'node:path';
import { filesInCircles, linesOf, readSourceTree } from '../../tools/source-tree.ts';

/** Heavy packages, and the only rooms that may load them. */
const HEAVY = { ink: 'src/tui', react: 'src/tui', conf: 'src/store' } as const;

const MOST_LINES = 300;

const tree = readSourceTree(path.resolve(import.meta.dirname, '../..'));

/** Returns the floor of a file by its most specific room; -1 where it stands in none. */
function floorOf(file: string, floors: Floors): number {
  let found = { floor: -1, length: 0 };
  for (const [floor, rooms] of floors.entries()) {
    for (const room of rooms) {
      if (room.length <= found.length || (file !== room && !file.startsWith(`${room}/`))) continue;
      found = { floor, length: room.length };
    }
  }
  return found.floor;
}

test('the house is read', () => expect(tree.files.length).toBeGreaterThan(40));

test.each(tree.files)('%s stands on a floor and imports nothing from above', (file) => {
  expect(floorOf(file, ALL_FLOORS[0]!)).toBeGreaterThanOrEqual(0);
  for (const floors of ALL_FLOORS) {
    const own = floorOf(file, floors);
    if (own === -1) continue;
    for (const target of tree.importsOf(file)) {
      expect(floorOf(target, floors), `${file} imports ${target}`).toBeLessThanOrEqual(own);
    }
  }
});

test('no files import each other in a circle, types included', () =>
  expect(filesInCircles(tree)).toEqual([]));

test.each(tree.files)(`%s has at most ${MOST_LINES} lines`, (file) => {
  expect(linesOf(tree, file)).toBeLessThanOrEqual(MOST_LINES);
});

test.each(Object.entries(HEAVY))('%s is loaded only in %s', (name, room) => {
  const users = tree.files.filter((file) =>
    tree.importsOf(file).some((one) => one === name || one.startsWith(`${name}/`)),
  );
  for (const user of users) expect(user.startsWith(room), user).toBe(true);
});
