import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

/** Floors from the ground up (CONTRIBUTING.md): a file imports only from its own floor or one below. */
const FLOORS: readonly (readonly string[])[] = [
  ['src/language', 'src/portproxy'],
  ['src/store', 'src/relay', 'src/system'],
  ['src/service'],
  ['contexts'],
  ['help'],
  ['src/shell', 'src/helpers'],
  ['src/cli', 'src/tui'],
  ['src/main.ts'],
];

/** Heavy packages, and the only rooms that may load them. */
const HEAVY = { ink: 'src/tui', react: 'src/tui', conf: 'src/store' } as const;

const house = path.resolve(import.meta.dirname, '../..');
const files = globSync(['src/**/*.{ts,tsx}', 'contexts/**/*.ts', 'help/**/*.ts'], { cwd: house });

function floorOf(file: string): number {
  return FLOORS.findIndex((rooms) => rooms.some((room) => file === room || file.startsWith(`${room}/`)));
}

function importsOf(file: string): string[] {
  const text = readFileSync(path.join(house, file), 'utf8');
  return [...text.matchAll(/(?:from|import\()\s*'([^']+)'/g)].map((match) => match[1]!);
}

test('the house is read', () => expect(files.length).toBeGreaterThan(40));

test.each(files)('%s stands on a floor and imports nothing from above', (file) => {
  expect(floorOf(file)).toBeGreaterThanOrEqual(0);
  for (const name of importsOf(file)) {
    if (!name.startsWith('.')) continue;
    const target = path.relative(house, path.resolve(house, path.dirname(file), name));
    expect(floorOf(target), `${file} imports ${target}`).toBeLessThanOrEqual(floorOf(file));
  }
});

test.each(Object.entries(HEAVY))('%s is loaded only in %s', (name, room) => {
  const users = files.filter((file) =>
    importsOf(file).some((one) => one === name || one.startsWith(`${name}/`)),
  );
  for (const user of users) expect(user.startsWith(room), user).toBe(true);
});
