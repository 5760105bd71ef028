import type { Host, NetshContext } from '../../contexts/host.ts';
import type { HelpPlace } from '../../help/listing.ts';
import type { Problem } from '../language/reading.ts';
import { descend } from '../language/resolve.ts';
import type { ContextPath } from '../language/schema.ts';
import { type Token, tokenize } from '../language/token.ts';
import { type AdvisedSession, adviceToTell } from './advice.ts';
import type { Answer } from './answer.ts';
import { problemReport } from './report.ts';

/** Words of other programs, and the words of netsh that were meant. */
const MEANT: Readonly<Record<string, string>> = {
  create: 'add',
  new: 'add',
  remove: 'delete',
  rm: 'delete',
  erase: 'delete',
  clear: 'reset',
  list: 'show',
  ls: 'show',
  status: 'relay show status',
  save: 'export windows FILE',
  load: 'import FILE',
  restore: 'import FILE',
  history: 'Ctrl-R',
};

/** A word this short begins too many others to be looked for elsewhere. */
const LEAST_LETTERS = 3;

/**
 * Answers a line that is not acceptable: its error, with what does the job on this system where Windows has the command;
 * else, where a person may have typed it, what was probably meant.
 */
export async function problemAnswer(
  problem: Problem<Host>,
  session: AdvisedSession,
  isTyped: boolean,
): Promise<Answer> {
  if (problem.code === 'unknown-command') {
    const advice = await adviceToTell(problem.words, session, isTyped);
    if (advice !== undefined) return { out: [], report: problemReport(problem, advice) };
  }
  const remark = isTyped ? intentRemark(problem, session.settings) : undefined;
  return { out: [], report: problemReport(problem), remark };
}

/** Returns what the user of a wrong line may have meant, as a remark for people; undefined where nothing is known. */
function intentRemark(
  problem: Problem<Host>,
  { root, place }: { readonly root: NetshContext; readonly place: HelpPlace },
): readonly string[] | undefined {
  if (problem.code === 'unknown-command') {
    const word = problem.word.toLowerCase();
    const found = elsewhere(problem.line, root);
    if (found) {
      const names = found.slice(1).map(({ name }) => name);
      const start = place === 'one-shot' ? ['netsh', ...names] : names;
      return [`Found in ${names.join(' ')}. Type: ${[...start, problem.line].join(' ')}`];
    }
    const meant = Object.hasOwn(MEANT, word) ? MEANT[word] : undefined;
    return meant === undefined ? undefined : [`Did you mean ${meant}?`];
  }
  const isDump = 'subject' in problem && problem.subject.command.name === 'dump';
  return isDump ? ['To write the table to a file: export windows FILE (in interface portproxy).'] : undefined;
}

/** Returns the first context below the root in which a line begins as a command, a group or a context does. */
function elsewhere(line: string, root: NetshContext): ContextPath<Host> | undefined {
  const words = tokenize(line);
  if ((words[0]?.text.length ?? 0) < LEAST_LETTERS) return undefined;
  return search(words, [root]);
}

function search(words: readonly Token[], path: ContextPath<Host>): ContextPath<Host> | undefined {
  for (const entry of path.at(-1)!.entries) {
    if (entry.kind !== 'context') continue;
    const below: ContextPath<Host> = [...path, entry];
    const { kind } = descend(words, 0, below, { own: true, withOurs: true, parts: [] });
    if (kind !== 'unknown') return below;
    const found = search(words, below);
    if (found) return found;
  }
  return undefined;
}
