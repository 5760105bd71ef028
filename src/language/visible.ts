/**
 * What steers a terminal or forges text, but for line ends and tabs: C0 and C1 controls; marks that change the direction of text
 * (U+061C, U+200E–F, U+202A–E, U+2066–F); line and paragraph separators; byte order marks and annotation marks; tag
 * characters outside of a flag. Joiners stay (emoji, Indic scripts), and so do Thai's zero-width spaces.
 */
const STEERS = [
  String.raw`[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F]`,
  String.raw`[\u061C\u200E\u200F\u2028-\u202E\u2066-\u206F\uFEFF\uFFF9-\uFFFB]`,
  String.raw`[\u{E0000}-\u{E007F}](?<!\u{1F3F4}[\u{E0020}-\u{E007E}]{0,6}[\u{E0020}-\u{E007F}])`,
].join('|');
const IN_LINE = new RegExp(String.raw`[\t\n\r]|${STEERS}`, 'gu');
const IN_TEXT = new RegExp(String.raw`\r(?!\n)|${STEERS}`, 'gu');

/** What most lines are made of, and nothing else is looked for then. */
const PLAIN_LINE = /^[ -~]*$/;
const PLAIN_TEXT = /^[ -~\t\n]*$/;

/**
 * Returns one line of text, safe to print: each character that could steer the terminal or forge other text becomes
 * U+FFFD, line ends and tabs too. The length in UTF-16 units stays.
 */
export function visible(line: string): string {
  return PLAIN_LINE.test(line) ? line : line.replaceAll(IN_LINE, replaced);
}

/** Returns text of several lines, safe to print: as `visible`, but line ends and tabs stay. */
export function visibleText(text: string): string {
  return PLAIN_TEXT.test(text) ? text : text.replaceAll(IN_TEXT, replaced);
}

/** Returns a value as one line of JSON, safe to print: such characters are escaped, so nothing is lost. */
export function visibleJson(value: unknown): string {
  return (JSON.stringify(value) ?? 'null').replaceAll(IN_LINE, escaped);
}

/** Whether a text is safe to print as one line; see `visible`. */
export function isVisible(text: string): boolean {
  return text.search(IN_LINE) === -1;
}

function replaced(found: string): string {
  return '\uFFFD'.repeat(found.length);
}

/** Writes UTF-16 units as JSON does: `\u009b`. */
function escaped(found: string): string {
  let out = '';
  for (let at = 0; at < found.length; at++) {
    out += String.raw`\u${found.charCodeAt(at).toString(16).padStart(4, '0')}`;
  }
  return out;
}
