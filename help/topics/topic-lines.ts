import { HELP_WIDTH, foldLine, foldText, twoColumns } from '../fold-text.ts';
import type { Topic, TopicPart } from './topic.ts';

/** Returns a topic in lines, with the blank lines around it; at most `width` characters wide, but for lines to type. */
export function topicLines({ parts }: Topic, width = HELP_WIDTH): string[] {
  let place: string | undefined;
  const lines = parts.flatMap((part, at) => {
    const own = partLines(part, width);
    const context = typeof part === 'object' && 'in' in part ? placeName(part.in) : undefined;
    const label = context === undefined || context === place ? [] : [`${context}:`];
    place = context ?? place;
    return [...(isHeading(parts[at - 1]) ? [] : ['']), ...label, ...own];
  });
  return [...lines, ''];
}

/** Says where lines of netsh are typed, from the words of their context. */
export function placeName(words: readonly string[]): string {
  return words.length === 0 ? 'From anywhere' : `In ${words.join(' ')}`;
}

function isHeading(part: TopicPart | undefined): boolean {
  return typeof part === 'object' && 'heading' in part;
}

function partLines(part: TopicPart, width: number): string[] {
  if (typeof part === 'string') return foldText(part, width);
  if ('heading' in part) return [part.heading.toUpperCase()];
  if ('rows' in part) return twoColumns(part.rows, { width, widest: 16 });
  return ('shell' in part ? part.shell : part.lines).flatMap((line) => foldLine('  ', line, width));
}
