import type { Completion } from '../../language/complete.ts';
import type { Hint, HintParameter } from '../../language/hint.ts';
import { foldWords } from './wrap.ts';
import { problemText } from './problem-text.ts';
import { type Piece, type Row, fitRow, piece } from './span.ts';

/** All that the hints under the prompt are made of. */
export interface HintSource {
  readonly hint: Hint<never>;
  readonly completion: Completion;
  /** The name that a wrong word may have meant. */
  readonly near: string | undefined;
  /** How the line would change the table, in full sentences. */
  readonly effect: string | undefined;
  /** The line itself takes several rows, so that hints must take few. */
  readonly isTight: boolean;
}

/** At most so many rows are filled by one text. */
const MAX_TEXT = 2;
/** At most so many rows stand under the syntax, so that a key writes less than 500 bytes; the effect comes first. */
const MAX_BELOW = { roomy: 4, tight: 1 } as const;
const INDENT = '  ';

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
  const room = MAX_BELOW[source.isTight ? 'tight' : 'roomy'] - below.length;
  const rows: Row[] = [];
  if (hint.problem) rows.push(...textRows(problemText(hint.problem, source.near), 'problem', width));
  else if (hint.subject) rows.push(...syntaxRows(source, width, room));
  else if (completion.candidates.length > 0) rows.push(nextRow(completion));
  const alias = hint.alias ? textRows(`${hint.alias.word} → ${hint.alias.name}`, 'hint', width) : [];
  return [...alias, ...rows, ...below].map((row) => fitRow(row, width));
}

function syntaxRows({ hint, completion, effect }: HintSource, width: number, room: number): Row[] {
  const { command } = hint.subject!;
  if (command.rest) {
    return [[piece(`${INDENT}${command.rest.usage}  ${command.text}`, 'hint')]];
  }
  const typed = tagBeingTyped(completion);
  const isCurrent = (one: HintParameter): boolean => (typed === undefined ? one.current : one.name === typed);
  const left = hint.parameters.filter((one) => !one.given || isCurrent(one));
  const current = left.find(isCurrent);
  const syntax = left.flatMap((one): Piece[] => [
    piece(INDENT, 'hint'),
    piece(one.tag.required ? `${one.name}=` : `[${one.name}=]`, isCurrent(one) ? 'current' : 'hint'),
  ]);
  return [
    ...(left.length > 0 ? [syntax] : []),
    ...(current ? textRows(parameterText(current), 'hint', width, room) : []),
    // A command without parameters says what it does.
    ...(hint.parameters.length === 0 && effect === undefined ? textRows(command.text, 'hint', width) : []),
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

function nextRow({ candidates }: Completion): Row {
  const [only] = candidates;
  if (candidates.length === 1 && only) return [piece(`${INDENT}${only.value}  ${only.text}`, 'hint')];
  return [piece(INDENT + candidates.map((candidate) => candidate.value).join('  '), 'hint')];
}

function textRows(text: string, style: Piece['style'], width: number, room = MAX_TEXT): Row[] {
  if (room < 1) return [];
  const lines = foldWords(text, width - INDENT.length, Math.min(MAX_TEXT, room));
  return lines.map((line) => [piece(INDENT + line, style)]);
}
