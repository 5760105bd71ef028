import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { errorsDocument } from '../../tools/errors-document.ts';
import { formatsDocument } from '../../tools/formats-document.ts';

test.each([
  ['errors.md', errorsDocument],
  ['formats.md', formatsDocument],
])('docs/%s says what the code says; npm run docs writes it anew', (name, document) => {
  expect(readFileSync(path.resolve(import.meta.dirname, '../../docs', name), 'utf8')).toBe(document());
});
