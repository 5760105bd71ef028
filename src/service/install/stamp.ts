/** The words by which a file is known that `relay install` wrote, and a checksum of the rest of it. */
const STAMP = /^.*Written by netsh relay install; checksum ([0-9a-f]{16})\b.*\n/m;

/** Where a file comes from: written here as it is, changed since, or never written here. */
export type Origin = 'ours' | 'changed' | 'foreign';

/** Returns a text with a line in it that tells its origin; `comment` makes a comment of that line, `{stamp}` in the text is its place. */
export function stamped(text: string, comment: (line: string) => string): string {
  const line = `Written by netsh relay install; checksum ${checksum(text.replace(`${PLACE}\n`, ''))}`;
  return text.replace(PLACE, comment(line));
}

/** The place of the line in a text, on a line of its own. */
export const PLACE = '{stamp}';

/** Returns where the text of a file comes from. */
export function originOf(text: string): Origin {
  const found = STAMP.exec(text);
  if (!found) return 'foreign';
  return checksum(text.replace(STAMP, '')) === found[1] ? 'ours' : 'changed';
}

function checksum(text: string): string {
  const { createHash } = process.getBuiltinModule('node:crypto');
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
