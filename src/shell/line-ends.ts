/**
 * Returns text with the line ends of a system: CR LF on Windows, where programs split what netsh prints at them, LF
 * elsewhere. The exits of the program call it; inside, lines end with LF.
 */
export function withLineEnds(text: string, platform: NodeJS.Platform = process.platform): string {
  return platform === 'win32' ? text.replaceAll(/\r?\n/g, '\r\n') : text;
}
