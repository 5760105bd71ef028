import type { LiveState } from '../../live/feed/live-state.ts';
import type { LogItem } from '../../live/feed/log.ts';
import { matcher } from '../table/filter.ts';
import { logFields } from '../table/log-columns.ts';
import type { Ui } from './ui.ts';

/** Returns the items of the log that the choices of the lower table let through: its filter, and the selected entry. */
export function chosenItems({ log }: LiveState, ui: Ui): readonly LogItem[] {
  const isWanted = matcher(ui.connections.filter);
  const entry = ui.scope === 'selected' ? ui.entries.selected : undefined;
  if (!isWanted && entry === undefined) return log.items;
  return log.items.filter(
    (item) =>
      (entry === undefined || entryOf(item) === entry) &&
      (isWanted === undefined || isWanted(logFields(item))),
  );
}

function entryOf(item: LogItem): string | undefined {
  return item.kind === 'ended' ? item.ended.entry : item.entry;
}
