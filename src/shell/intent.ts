import { LESSON_TITLES } from '../../help/lessons/titles.ts';
import { programName } from '../errors/program.ts';
import type { Host, NetshContext } from '../../contexts/host.ts';
import type { HelpPlace } from '../../help/listing.ts';
import type { Problem, Reading } from '../language/reading.ts';
import { nearNames } from '../language/near-names.ts';
import { lostQuotes } from '../language/lost-quotes.ts';
import { visible } from '../language/visible.ts';
import { descend } from '../language/resolve.ts';
import type { ContextPath } from '../language/schema.ts';
import { type Token, tokenize } from '../language/token.ts';
import { type AdvisedSession, adviceToTell } from './advice.ts';
import type { Answer } from './answer.ts';
import type { FrontEnd } from './front-end.ts';
import { problemReport } from './report.ts';
import { slipRemark } from './slips.ts';

/** Words of other programs, and the words of netsh that were meant. */
const MEANT: Readonly<Record<string, string>> = {
  create: 'add',
  new: 'add',
  remove: 'delete',
  rm: 'delete',
  erase: 'delete',
  clear: 'reset',
  status: 'relay show status',
  save: 'export windows FILE, or dump',
  load: 'import FILE',
  restore: 'import FILE',
  history: 'Ctrl-R',
};

/** Words for which there is no command, and of which help tells. */
const ASKED: ReadonlySet<string> = new Set([
  'allow',
  'backup',
  'block',
  'boot',
  'limit',
  'log',
  'pause',
  'proxy',
  'resume',
  'udp',
  'undo',
]);

/** Words by which other programs list things. */
const LISTING: ReadonlySet<string> = new Set(['list', 'ls', 'dir']);

/** A word this short begins too many others to be looked for elsewhere. */
const LEAST_LETTERS = 3;

/**
 * Answers a line that is not acceptable: its error, with what does the job on this system where Windows has the command;
 * else in which context it is one, or, where a person may have typed it (`typedAt`), what was probably meant.
 */
export async function problemAnswer(
  problem: Problem<Host>,
  session: AdvisedSession,
  typedAt: FrontEnd | undefined,
  line: string,
): Promise<Answer> {
  const isTyped = typedAt !== undefined;
  if (problem.code === 'unknown-command') {
    const advice = await adviceToTell(problem.words, session, isTyped);
    if (advice !== undefined) return { out: [], report: problemReport(problem, advice) };
  }
  const found = foundElsewhere(problem, session.settings);
  if (found && !(isTyped && session.settings.place === 'session')) {
    // A script that forgot its context is told so once for each context.
    const isNew = isTyped || session.hints.isNew(found.place);
    const detail = isNew ? `${found.place} Type: ${found.line}` : undefined;
    return { out: [], report: problemReport(problem, detail) };
  }
  const remark = found
    ? [offer(found, typedAt?.hasOffers)]
    : isTyped
      ? (intentRemark(problem, session.path, line) ?? (typedAt.hasOffers ? undefined : tagRemark(problem)))
      : undefined;
  return { out: [], report: problemReport(problem), remark };
}

/** A line that is none where it was typed: in which context it is one, in words, and how it is typed. */
interface Elsewhere {
  readonly place: string;
  readonly line: string;
}

function offer({ place, line }: Elsewhere, hasOffers: true | undefined): string {
  return hasOffers ? `${place} Tab, then Enter runs it there: ${line}` : `${place} Type: ${line}`;
}

/** Returns where the line of a problem would be one; undefined where nowhere. */
function foundElsewhere(
  problem: Problem<Host>,
  { root, place }: { readonly root: NetshContext; readonly place: HelpPlace },
): Elsewhere | undefined {
  if (problem.code !== 'unknown-command') return undefined;
  const found = elsewhere(problem.line, root);
  if (!found) return undefined;
  const names = found.slice(1).map(({ name }) => name);
  const start = place === 'one-shot' ? [programName(), ...names] : names;
  return { place: `Found in ${names.join(' ')}.`, line: [...start, problem.line].join(' ') };
}

/** Returns how a line that is none here is typed to run where it is one; undefined for any other. */
export function lineElsewhere(
  reading: Reading<Host>,
  settings: Parameters<typeof foundElsewhere>[1],
): string | undefined {
  return reading.kind === 'failed' ? foundElsewhere(reading.problem, settings)?.line : undefined;
}

/** Returns what the user of a wrong line may have meant, as a remark for people; undefined where nothing is known. */
function intentRemark(
  problem: Problem<Host>,
  path: ContextPath<Host>,
  line: string,
): readonly string[] | undefined {
  const torn = lostQuotes(line, problem, path);
  if (torn !== undefined) return [tornText(torn)];
  if (problem.code === 'unknown-command') {
    const word = problem.word.toLowerCase();
    const meant = LISTING.has(word) ? listingIn(path) : Object.hasOwn(MEANT, word) ? MEANT[word] : undefined;
    if (meant !== undefined) return [`Did you mean ${meant}?`];
    // Who has just read the list of lessons may type the number of one.
    if (isLesson(word) && problem.words.length === 1) return [`To begin lesson ${word}: learn ${word}`];
    if (ASKED.has(word)) return [`help ${word} tells how.`];
    const slip = slipRemark(problem.words, path);
    return slip === undefined ? undefined : [slip];
  }
  const remedy = remedyFor(problem);
  return remedy === undefined ? undefined : [remedy];
}

/** Asks which tags a wrong one may have meant; the interactive shell asks by itself, and knows which are given already. */
function tagRemark(problem: Problem<Host>): readonly string[] | undefined {
  if (problem.code !== 'unknown-tag') return undefined;
  const { tags, behind } = problem.subject.command;
  const near = nearNames(problem.word, Object.keys({ ...tags, ...behind?.tags }));
  return near.length === 0 ? undefined : [`Did you mean ${near.join(' or ')}?`];
}

/** Returns the words that list things in a context: its commands, or its table. */
function listingIn(path: ContextPath<Host>): string {
  if (path.at(-1)!.name === 'portproxy') return 'show all';
  return path.length === 1 ? 'help, or interface portproxy show all' : 'help, or show';
}

/** Says how a text with blanks is typed. */
export function tornText(torn: string): string {
  return `A text with blanks needs quotes: ${visible(torn)}`;
}

/** Returns how that is done which a wrong line wanted, where its command tells; else undefined. */
export function remedyFor(problem: Problem<never>): string | undefined {
  const isDump = 'subject' in problem && problem.subject.command.name === 'dump';
  return isDump
    ? `To write a file, in your system's shell: ${programName()} dump > FILE; here, in interface portproxy: export windows FILE.`
    : undefined;
}

/** Whether a word is the number of a lesson, as the list of lessons writes it. */
function isLesson(word: string): boolean {
  return LESSON_TITLES.some((_lesson, at) => String(at + 1) === word);
}

/** Returns the first context below the root in which a line begins as a command, a group or a context does. */
function elsewhere(line: string, root: NetshContext): ContextPath<Host> | undefined {
  const words = tokenize(line);
  if ((words[0]?.text.length ?? 0) < LEAST_LETTERS) return undefined;
  return search(words, [root]);
}

function search(words: readonly Token[], path: ContextPath<Host>): ContextPath<Host> | undefined {
  const contexts = path.at(-1)!.entries.filter((entry) => entry.kind === 'context');
  // What Windows has comes first.
  for (const entry of contexts.toSorted(
    (one, two) => Number(one.extension ?? false) - Number(two.extension ?? false),
  )) {
    const below: ContextPath<Host> = [...path, entry];
    const { kind } = descend(words, 0, below, { own: true, withOurs: true, parts: [] });
    if (kind !== 'unknown') return below;
    const found = search(words, below);
    if (found) return found;
  }
  return undefined;
}
