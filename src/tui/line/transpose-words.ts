import { type Line, lineOf } from './line.ts';

/** Swaps the two blank-separated words around the cursor; at the end the last two. */
export function transposeWords(line: Line): Line {
  const words = [...line.text.matchAll(/\S+/g)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
    text: match[0],
  }));
  const inside = words.findIndex((word) => word.end >= line.cursor);
  const second = Math.max(1, inside < 0 ? words.length - 1 : inside);
  const left = words[second - 1];
  const right = words[second];
  if (!left || !right) return line;
  const { text } = line;
  const swapped =
    text.slice(0, left.start) +
    right.text +
    text.slice(left.end, right.start) +
    left.text +
    text.slice(right.end);
  return lineOf(swapped, right.end);
}
