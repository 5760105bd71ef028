import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { formatsDocument } from './formats-document.ts';

/** Writes the pages of docs/ that are generated from descriptions in the code. */
writeFileSync(path.resolve(import.meta.dirname, '../docs/formats.md'), formatsDocument());
