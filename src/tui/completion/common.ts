import type { Completion } from '../../language/complete.ts';
import { type Line, replace } from '../line/line.ts';

/** The line with what all candidates have in common put in for what is typed; undefined if that adds nothing. */
export function completeCommon(line: Line, completion: Completion): Line | undefined {
  const { span, prefix, candidates } = completion;
  const common = commonStart(candidates);
  if (common.length <= prefix.length || !common.toLowerCase().startsWith(prefix.toLowerCase()))
    return undefined;
  return replace(line, span.start, line.cursor, common);
}

/** The longest start that all candidates share, letters without case, as the first one writes it. */
function commonStart(candidates: Completion['candidates']): string {
  const first = candidates[0]?.insert ?? '';
  let { length } = first;
  for (const { insert } of candidates) {
    let at = 0;
    while (at < length && isSame(first[at]!, insert[at])) at++;
    length = at;
    if (length === 0) break;
  }
  return first.slice(0, length);
}

function isSame(one: string, other: string | undefined): boolean {
  return one === other || one.toLowerCase() === other?.toLowerCase();
}
