/** Width of the texts of parameters in help, in characters: 80 without the name in front. */
const WIDTH = 56;

/** Folds a text at blanks into the lines of a parameter's help; a text that fits stays one. */
export function foldedText(text: string): string | readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return lines.length === 0 ? line : [...lines, line];
}
