import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
const files = ['src/**/*.ts', 'src/**/*.tsx', 'contexts/**/*.ts', 'help/**/*.ts', 'bin/*.js'].flatMap(
  (pattern) => globSync(pattern, { cwd: root }),
);

/** Phrases that readers stumbled over. "Not a valid X. Use Y." says the same. */
const STUMBLES =
  /\bis no\b|\b[Aa]ccepted is\b|cannot be told|\bis needed\.|cannot be worked on|no place left/;

/** A text in quotes that holds a blank, so that it may be a sentence. */
const TEXT = /(['"`])((?:(?!\1)[^\\\n]|\\.)* (?:(?!\1)[^\\\n]|\\.)*)\1/g;

/** Returns the texts of a line of code; comments are for readers of the code alone. */
function textsOf(line: string): string[] {
  if (/^\s*(\/\/|\/?\*)/.test(line)) return [];
  return [...line.matchAll(TEXT)].map(([, , text = '']) => text);
}

test('no text that users read has a phrase that readers stumbled over', () => {
  expect(
    textsOf("  return 'It is no valid port; accepted is 1-65535.';").some((text) => STUMBLES.test(text)),
  ).toBe(true);
  expect(files.length).toBeGreaterThan(300);
  const found = files.flatMap((file) =>
    readFileSync(path.join(root, file), 'utf8')
      .split('\n')
      .flatMap((line, at) => textsOf(line).map((text) => `${file}:${at + 1}: ${text}`))
      .filter((text) => STUMBLES.test(text)),
  );
  expect(found).toEqual([]);
});
