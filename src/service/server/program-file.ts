import { statSync } from 'node:fs';

/** Returns a function that tells whether the files of this program have been replaced since, as an upgrade does. */
export function watchProgram(file: string = import.meta.filename): () => boolean {
  const before = stampOf(file);
  return () => stampOf(file) !== before;
}

function stampOf(file: string): string {
  const facts = statSync(file, { throwIfNoEntry: false });
  return facts ? `${facts.ino} ${facts.size} ${facts.mtimeMs}` : '';
}
