import type { Completion } from '../../language/complete.ts';
import type { Line } from '../line/line.ts';
import { putBefore, restBehind } from './rest.ts';

/** Completes the typed word by the beginning that all candidates share; undefined where that adds nothing. */
export function completeCommon(line: Line, completion: Completion): Line | undefined {
  const { span, prefix, candidates } = completion;
  // Values are at hand where what is put in must be made; where they share nothing more, neither does that.
  if (commonStart(candidates.map(({ value }) => value)).length <= prefix.length) return undefined;
  const common = commonStart(candidates.map(({ insert }) => insert));
  if (common.length <= prefix.length || !common.toLowerCase().startsWith(prefix.toLowerCase()))
    return undefined;
  const typed = line.text.slice(span.start, line.cursor);
  const rest = restBehind(common, typed, line.text.slice(line.cursor, span.end));
  return putBefore(line, span, common, rest);
}

/** Returns the longest beginning that all texts share, compared without case, as the first one writes it. */
function commonStart(texts: readonly string[]): string {
  const [first = ''] = texts;
  let { length } = first;
  for (const text of texts) {
    let at = 0;
    while (at < length && isSame(first[at]!, text[at])) at++;
    length = at;
    if (length === 0) break;
  }
  return first.slice(0, length);
}

function isSame(one: string, other: string | undefined): boolean {
  return one === other || one.toLowerCase() === other?.toLowerCase();
}
