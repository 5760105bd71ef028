// oxlint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u001F\u007F-\u009F]/g;

/** Returns text from outside with its control characters replaced, so that it cannot steer the terminal. */
export function visible(text: string): string {
  return text.replaceAll(CONTROL, '\uFFFD');
}

/** Whether a text holds no control characters. */
export function isVisible(text: string): boolean {
  return text.search(CONTROL) === -1;
}
