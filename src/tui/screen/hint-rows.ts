import type { Completion } from '../../language/complete.ts';
import type { Hint, HintParameter } from '../../language/hint.ts';
import { textWidth } from '../line/width.ts';
import { foldWords } from './wrap.ts';
import { tornText } from '../../shell/intent.ts';
import { problemText } from './problem-text.ts';
import { type Piece, type Row, fitRow, piece } from './span.ts';

/** All that the hints under the prompt are made of. */
export interface HintSource {
  readonly hint: Hint<never>;
  readonly completion: Completion;
  /** The name that a wrong word may have meant. */
  readonly near: string | undefined;
  /** A line of another context as Tab types it. */
  readonly elsewhere?: string | undefined;
  /** How the line would change the table, in full sentences. */
  readonly effect: string | undefined;
  /** The line itself takes several rows, so that hints must take few. */
  readonly isTight: boolean;
}

/** At most so many rows of 79 cells are filled by one text; narrower ones are more. */
const MAX_TEXT = 2;
/** At most so many rows stand under the syntax, so that a key writes less than 500 bytes; the effect comes first. */
const MAX_BELOW = { roomy: 4, tight: 1 } as const;
const INDENT = '  ';

/** Returns how many rows take the place of one of 79 cells. */
function rowsFor(width: number): number {
  return Math.max(1, Math.floor(79 / Math.max(1, width)));
}

/**
 * Draws the hints: what an alias stands for, then the problem or else the rest of the syntax, the text of the current
 * parameter, the effect.
 */
export function hintRows(source: HintSource, width: number): Row[] {
  const { hint, completion } = source;
  // What a line does with half a tag in it, nobody means.
  const effect = tagBeingTyped(completion) === undefined ? source.effect : undefined;
  const below: Row[] = [];
  const short = hint.shortWords.map(({ word, name }) => `${word} → ${name}`).join(', ');
  if (short !== '') below.push([piece(`${INDENT}${short}`, 'hint')]);
  if (effect !== undefined) below.push(...textRows(effect, 'effect', width));
  const room = MAX_BELOW[source.isTight ? 'tight' : 'roomy'] * rowsFor(width) - below.length;
  const rows: Row[] = [];
  if (hint.torn !== undefined) rows.push(...textRows(tornText(hint.torn), 'problem', width));
  else if (hint.problem) rows.push(...textRows(problemText(hint.problem, source), 'problem', width));
  else if (hint.subject) rows.push(...syntaxRows(source, width, room));
  else if (completion.candidates.length > 0) rows.push(...nextRows(completion, width));
  const alias = hint.alias ? textRows(`${hint.alias.word} → ${hint.alias.name}`, 'hint', width) : [];
  return [...alias, ...rows, ...below].map((row) => fitRow(row, width));
}

function syntaxRows({ hint, completion, effect }: HintSource, width: number, room: number): Row[] {
  const { command } = hint.subject!;
  if (command.rest) {
    return textRows(`${command.rest.usage}  ${command.text}`, 'hint', width);
  }
  const typed = tagBeingTyped(completion);
  const isCurrent = (one: HintParameter): boolean => (typed === undefined ? one.current : one.name === typed);
  const left = hint.parameters.filter((one) => !one.given || isCurrent(one));
  const current = left.find(isCurrent);
  const syntax = left.map((one) =>
    piece(one.tag.required ? `${one.name}=` : `[${one.name}=]`, isCurrent(one) ? 'current' : 'hint'),
  );
  return [
    ...tagRows(syntax, width),
    ...(current
      ? textRows(parameterText(current), 'hint', width, Math.min(MAX_TEXT * rowsFor(width), room))
      : []),
    // A command without parameters of netsh's says what it does.
    ...(!current && effect === undefined && hint.parameters.every(({ tag }) => tag.extension)
      ? textRows(command.text, 'hint', width)
      : []),
  ];
}

/** A bare word that begins a tag is taken for the tag to come, not for a value. */
function tagBeingTyped({ prefix, candidates }: Completion): string | undefined {
  const [first] = candidates;
  return prefix !== '' && first?.kind === 'tag' ? first.value.replace(/=$/, '') : undefined;
}

function parameterText({ tag }: HintParameter): string {
  const text = typeof tag.text === 'string' ? tag.text : tag.text.join(' ');
  const accepts = `Accepts ${tag.type.accepts.replace(/\.$/, '')}.`;
  const isTold = tag.fallback === undefined || /default/i.test(text);
  const fallback = isTold ? '' : ` Without it: ${tag.fallback}.`;
  return `${text.replace(/([^.])$/, '$1.')} ${accepts}${fallback}`;
}

/** Puts tags behind each other, as many as fit into a row, in as many rows as take the place of one of 79 cells. */
function tagRows(tags: readonly Piece[], width: number): Row[] {
  const rows: Piece[][] = [];
  let used = Number.POSITIVE_INFINITY;
  for (const tag of tags) {
    const cells = INDENT.length + textWidth(tag.text);
    if (used + cells > width) {
      if (rows.length === rowsFor(width)) {
        rows.at(-1)!.push(piece('…', 'hint'));
        break;
      }
      rows.push([]);
      used = 0;
    }
    rows.at(-1)!.push(piece(INDENT, 'hint'), tag);
    used += cells;
  }
  return rows;
}

function nextRows({ candidates }: Completion, width: number): Row[] {
  const [only] = candidates;
  const isOne = candidates.length === 1 && only;
  const text = isOne ? `${only.value}  ${only.text}` : candidates.map(({ value }) => value).join('  ');
  return textRows(text, 'hint', width, rowsFor(width));
}

/** Draws a text in at most `room` rows, folded at blanks; without `room` in two of 79 cells. */
export function textRows(
  text: string,
  style: Piece['style'],
  width: number,
  room = MAX_TEXT * rowsFor(width),
): Row[] {
  if (room < 1 || text === '') return [];
  const lines = foldWords(text, width - INDENT.length, room);
  return lines.map((line) => [piece(INDENT + line, style)]);
}
