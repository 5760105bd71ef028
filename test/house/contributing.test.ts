import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const house = path.resolve(import.meta.dirname, '../..');
const text = readFileSync(path.join(house, 'CONTRIBUTING.md'), 'utf8');

test('every file and folder that CONTRIBUTING names from the root is there', () => {
  const named = [...text.matchAll(/`((?:src|contexts|help|test|docs|bin|examples|tools)\/[\w./-]*)`/g)].map(
    ([, name = '']) => name,
  );
  expect(named.length).toBeGreaterThan(40);
  expect(named.filter((name) => !existsSync(path.join(house, name)))).toEqual([]);
});

test('the option that CONTRIBUTING shows imports what is there', () => {
  const option = /```ts\n([\s\S]*?)```/.exec(text)![1]!;
  const imported = [...option.matchAll(/from '(\.[^']*)'/g)].map(([, from = '']) => from);
  expect(imported).toEqual(['../kinds/word.ts', './entry-value.ts']);
  for (const from of imported) expect(existsSync(path.join(house, 'src/portproxy/values', from))).toBe(true);
});
