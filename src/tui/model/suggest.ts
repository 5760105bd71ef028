import { suggestFromHistory } from '../history/navigation.ts';
import type { Assist, PromptState } from './prompt.ts';

/**
 * Returns how the typed line may go on: as the newest line of the history that begins with it, else as the first
 * candidate for its last word. Only while the cursor stands at the end.
 */
export function suggest(state: PromptState, assist: Assist): string | undefined {
  const { line } = state.editor;
  if (state.mode.kind !== 'edit' || state.mode.walk || line.cursor < line.text.length) return undefined;
  const old = suggestFromHistory(assist.history, line.text);
  if (old !== undefined) return old.slice(line.text.length);
  if (line.text === '') return assist.elsewhere?.('');
  if (/\s$/.test(line.text)) return undefined;
  const { prefix, candidates } = assist.complete(line.text, line.cursor);
  // Of many values none is likelier than the others; of names it is the first that a short word stands for.
  const first = candidates.length === 1 ? candidates[0] : candidates.find((one) => one.kind !== 'value');
  const insert = first?.insert;
  if (prefix === '' || insert === undefined || insert.length <= prefix.length) return undefined;
  return insert.toLowerCase().startsWith(prefix.toLowerCase()) ? insert.slice(prefix.length) : undefined;
}
