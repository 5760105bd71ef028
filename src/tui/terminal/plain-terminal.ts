/**
 * Whether a terminal gets plain lines and no pictures: the user wants that (`NETSH_PLAIN`, `--plain`), the terminal knows no
 * escape sequences (`TERM=dumb`), or a screen reader reads it aloud (`INK_SCREEN_READER`).
 */
export function isPlainTerminal(env: NodeJS.ProcessEnv): boolean {
  return env['TERM'] === 'dumb' || isOn(env['NETSH_PLAIN']) || isOn(env['INK_SCREEN_READER']);
}

/** Ink's words for a variable that is on. */
function isOn(value = ''): boolean {
  return /^(true|1)$/i.test(value);
}
