import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { errorsDocument } from './errors-document.ts';
import { formatsDocument } from './formats-document.ts';

const DOCS = path.resolve(import.meta.dirname, '../docs');

writeFileSync(path.join(DOCS, 'errors.md'), errorsDocument());
writeFileSync(path.join(DOCS, 'formats.md'), formatsDocument());
