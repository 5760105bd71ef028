import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { commandsDocument } from '../../tools/commands-document.ts';
import { errorsDocument } from '../../tools/errors-document.ts';
import { formatsDocument } from '../../tools/formats-document.ts';
import { manPage } from '../../tools/man-page.ts';
import { topicsDocument } from '../../tools/topics-document.ts';
import { optionsDocument } from '../../tools/options-document.ts';

test.each([
  ['errors.md', errorsDocument],
  ['formats.md', formatsDocument],
  ['commands.md', commandsDocument],
  ['topics.md', topicsDocument],
  ['netsh-shell.1', manPage],
  ['options.md', optionsDocument],
])('docs/%s says what the code says; npm run docs writes it anew', (name, document) => {
  expect(readFileSync(path.resolve(import.meta.dirname, '../../docs', name), 'utf8')).toBe(document());
});
