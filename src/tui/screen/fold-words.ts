import { fit, textWidth } from '../line/width.ts';

/** A text in lines of at most `width` cells, broken at blanks; what does not fit into `most` lines is cut. */
export function foldWords(text: string, width: number, most: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line === '' || textWidth(longer) <= width || lines.length === most - 1) line = longer;
    else {
      lines.push(line);
      line = word;
    }
  }
  lines.push(line);
  return lines.map((one) => fit(one, width));
}
