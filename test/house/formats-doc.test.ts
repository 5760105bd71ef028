import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { formatsDocument } from '../../tools/formats-document.ts';

test('docs/formats.md says what the descriptions of the formats say; npm run docs writes it anew', () => {
  const page = readFileSync(path.resolve(import.meta.dirname, '../../docs/formats.md'), 'utf8');
  expect(page).toBe(formatsDocument());
});
