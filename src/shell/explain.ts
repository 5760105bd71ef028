import { statSync } from 'node:fs';
import { explainLines } from '../../help/explain.ts';
import { tableLines } from '../../help/explain-table.ts';
import { joinWords } from '../language/token.ts';
import { type AdvisedSession, adviceFor } from './advice.ts';
import { explainScript } from './explain-script.ts';
import { type ExplainedSession, rulebookOf } from './explained-session.ts';
import { fileSource } from './source.ts';

/** What asks for the table in words. */
const TABLE = 'table';

/** The advice on a word that looks like a path. */
const NO_FILE = 'No file has this name either.';

/**
 * Explains a line; or, by `explain table`, the table in words; or a script, where the words are no line and name a file. Nothing is
 * run. Rejects where the table or the script cannot be read.
 */
export async function explain(
  words: readonly string[],
  session: ExplainedSession & Pick<AdvisedSession, 'settings' | 'path'>,
): Promise<readonly string[]> {
  const { reader, facts, backend } = session;
  const [first = ''] = words;
  // A line may come as one word, in the quotes of the system's shell.
  const isQuotedLine = words.length === 1 && /\S\s+\S/.test(first) && !isFile(first);
  const line = isQuotedLine ? first.trim() : joinWords(words);
  const unknown = reader.unknownWords(line);
  if (unknown && words.length === 1) {
    if (first.toLowerCase() === TABLE) {
      const [entries, rules] = await Promise.all([backend.entries(), rulebookOf(backend)]);
      return tableLines(entries, rules, facts);
    }
    if (isFile(first)) return explainScript(await fileSource(first), session);
  }
  if (reader.needsTable(line)) facts.entries = await backend.entries();
  if (reader.needsRules(line)) facts.rulebook = await backend.rules();
  const isPath = words.length === 1 && /[./\\]/.test(first);
  const advice = unknown && ((await adviceFor(unknown, session)) ?? (isPath ? NO_FILE : undefined));
  const read = reader.readToExplain(line);
  return explainLines(read.reading, read.line, facts, advice);
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}
