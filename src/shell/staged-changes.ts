import type { Entry } from '../portproxy/entry.ts';
import { optionWords } from '../portproxy/entry-words.ts';
import { connectLabel } from '../portproxy/connect-label.ts';
import { entryLabel } from '../portproxy/key.ts';
import type { DraftDifferences } from '../service/session/draft.ts';
import type { Answer } from './answer.ts';

/** Returns what is staged as a difference: `+` entries that are added, `~` that are changed, `-` that are deleted. */
export function changesAnswer({ added, changed, deleted }: DraftDifferences, staged: number): Answer {
  const lines = [
    ...deleted.map((entry) => `- ${entryLabel(entry)} to ${target(entry)}`),
    ...changed.map(
      ({ before, after }) => `~ ${entryLabel(after)} to ${target(after)} (was ${target(before)})`,
    ),
    ...added.map((entry) => `+ ${entryLabel(entry)} to ${target(entry)}`),
  ];
  return {
    out: lines.length === 0 ? [''] : ['', ...lines, ''],
    json: { staged, added, changed, deleted },
    ...(lines.length === 0 && {
      remark: [staged === 0 ? 'Nothing is staged.' : 'The staged changes leave every entry as it is.'],
    }),
  };
}

function target(entry: Entry): string {
  return `${connectLabel(entry)}${optionWords(entry)}`;
}
