import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { commandsDocument } from './commands-document.ts';
import { errorsDocument } from './errors-document.ts';
import { formatsDocument } from './formats-document.ts';
import { manPage } from './man-page.ts';
import { topicsDocument } from './topics-document.ts';
import { optionsDocument } from './options-document.ts';

const DOCS = path.resolve(import.meta.dirname, '../docs');

writeFileSync(path.join(DOCS, 'errors.md'), errorsDocument());
writeFileSync(path.join(DOCS, 'formats.md'), formatsDocument());
writeFileSync(path.join(DOCS, 'commands.md'), commandsDocument());
writeFileSync(path.join(DOCS, 'topics.md'), topicsDocument());
writeFileSync(path.join(DOCS, 'netsh-shell.1'), manPage());
writeFileSync(path.join(DOCS, 'options.md'), optionsDocument());
