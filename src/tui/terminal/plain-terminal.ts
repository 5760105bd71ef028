/**
 * Whether a terminal gets plain lines and no pictures: it knows no escape sequences (`TERM=dumb`), or a screen reader
 * reads it aloud (`INK_SCREEN_READER`).
 */
export function isPlainTerminal(env: NodeJS.ProcessEnv): boolean {
  return env['TERM'] === 'dumb' || /^(true|1)$/i.test(env['INK_SCREEN_READER'] ?? '');
}
