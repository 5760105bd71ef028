import type { Completion } from '../../language/complete.ts';
import { type Line, replace } from '../line/line.ts';

/** The line with what all candidates have in common put in for what is typed; undefined if that adds nothing. */
export function completeCommon(line: Line, completion: Completion): Line | undefined {
  const { span, prefix, candidates } = completion;
  const common = commonStart(candidates.map((candidate) => candidate.insert));
  if (common.length <= prefix.length || !common.toLowerCase().startsWith(prefix.toLowerCase()))
    return undefined;
  return replace(line, span.start, line.cursor, common);
}

/** The longest start that all texts share, letters without case, as the first one writes it. */
function commonStart(texts: readonly string[]): string {
  const [first = '', ...others] = texts;
  let length = first.length;
  const lower = first.toLowerCase();
  for (const other of others) {
    const it = other.toLowerCase();
    let at = 0;
    while (at < length && at < it.length && it[at] === lower[at]) at++;
    length = at;
    if (length === 0) break;
  }
  return first.slice(0, length);
}
