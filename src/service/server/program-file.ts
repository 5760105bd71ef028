import { statSync } from 'node:fs';

/**
 * Returns a function that tells whether the files of this program have been replaced since, as an upgrade does; it looks at
 * them every `lookMs` at most.
 */
export function watchProgram(lookMs: number, file: string = import.meta.filename): () => boolean {
  const before = stampOf(file);
  let isReplaced = false;
  let lookedAt = -Infinity;
  return () => {
    const now = performance.now();
    if (isReplaced || now - lookedAt < lookMs) return isReplaced;
    lookedAt = now;
    isReplaced = stampOf(file) !== before;
    return isReplaced;
  };
}

function stampOf(file: string): string {
  const facts = statSync(file, { throwIfNoEntry: false });
  return facts ? `${facts.ino} ${facts.size} ${facts.mtimeMs}` : '';
}
