/** Parses JSON as people save it: a byte order mark in front, which some editors write, counts as nothing. */
export function parseJsonText(text: string): unknown {
  return JSON.parse(text.startsWith('\u{FEFF}') ? text.slice(1) : text);
}
