import { HELP_TOPICS } from '../../contexts/common.ts';
import type { Host } from '../../contexts/host.ts';
import { HELP_WIDTH, foldText, twoColumns } from '../../help/fold-text.ts';
import { type HelpPlace, subjectName } from '../../help/listing.ts';
import { helpDocuments } from '../../help/search/documents.ts';
import { type SearchPlace, answerSearch, seeAlso } from '../../help/search/results.ts';
import { topicLines } from '../../help/topics/topic-lines.ts';
import { TOPICS } from '../../help/topics/topics.ts';
import type { HelpSubject } from '../language/reading.ts';
import { resolve } from '../language/resolve.ts';
import type { ContextPath } from '../language/schema.ts';
import { tokenize } from '../language/token.ts';
import { type Answer, helpAnswer } from './answer.ts';
import type { FrontEnd } from './front-end.ts';

/** Where help is asked for, and by whom. */
export interface HelpAsked {
  readonly place: HelpPlace;
  readonly path: ContextPath<Host>;
  readonly front: FrontEnd;
  /** Width of the terminal in cells; undefined without one. */
  readonly columns: number | undefined;
}

type NamedSubject = Extract<HelpSubject<Host>, { kind: 'context' | 'command' }>;

/** Answers `help TOPIC`. */
export function topicAnswer(name: string, asked: HelpAsked): Answer {
  const lines = topicText(name, asked);
  // Topics are folded already, but for lines to type; those of a front end are not.
  return { out: lines, isProse: !TOPICS.has(name), json: { help: lines } };
}

/**
 * Answers `help WORD`: with the help of a command or a context, where the words are its names here, else with what help has
 * on the words.
 */
export function searchAnswer(words: string, asked: HelpAsked): Answer {
  const { place, path, front } = asked;
  const documents = helpDocuments(path[0], front.helpTopic);
  const where: SearchPlace = { here: wordsOf(path), width: widthFor(asked), isOneShot: place === 'one-shot' };
  const subject = namedHere(words, path);
  if (subject) {
    const { out } = helpAnswer(subject, place);
    const lines = [...out, ...seeAlso(documents, ownWords(subject), wordsTo(subject), where)];
    return { out: lines, json: { help: lines } };
  }
  const { lines, found, near } = answerSearch(documents, words, where);
  return { out: lines, json: { help: lines, found, near } };
}

function topicText(name: string, asked: HelpAsked): readonly string[] {
  const width = widthFor(asked);
  if (name === 'topics')
    return ['', 'Topics, each shown by help and its name:', '', ...twoColumns(HELP_TOPICS, { width }), ''];
  const topic = TOPICS.get(name);
  if (topic) return topicLines(topic, width);
  return asked.front.helpTopic?.(name) ?? ['', ...foldText(ELSEWHERE, width), ''];
}

/** The answer to `help keys` where no keys are read. */
const ELSEWHERE = 'Keys are those of the shell at a terminal: start netsh there, and type help keys.';

function widthFor({ columns = HELP_WIDTH + 1 }: HelpAsked): number {
  return Math.max(MIN_WIDTH, Math.min(HELP_WIDTH, columns - 1));
}

/** Narrower terminals are left to fold by themselves. */
const MIN_WIDTH = 20;

/**
 * Returns the command or context that words name in full from a context; undefined for anything else. A single word that is
 * not a command's is a question about all that has it.
 */
function namedHere(words: string, path: ContextPath<Host>): NamedSubject | undefined {
  const tokens = tokenize(words);
  const found = resolve(tokens, path);
  const isFull = found.parts.every((part, at) => part.name === tokens[at]?.text.toLowerCase());
  if (!isFull || tokens.length === 0) return undefined;
  if (found.kind === 'command' && found.used === tokens.length) return found.subject;
  return found.kind === 'context' && tokens.length > 1 ? { kind: 'context', path: found.path } : undefined;
}

function wordsTo(subject: NamedSubject): string[] {
  const before = wordsOf(subject.path);
  if (subject.kind === 'context') return before;
  return [...before, ...(subject.group ? [subject.group.name] : []), subject.command.name];
}

/** Returns the words that are a subject's own, without those of the way to it. */
function ownWords(subject: NamedSubject): string {
  return subject.kind === 'context' ? subject.path.at(-1)!.name : subjectName(subject);
}

function wordsOf(path: ContextPath<Host>): string[] {
  return path.slice(1).map(({ name }) => name);
}
