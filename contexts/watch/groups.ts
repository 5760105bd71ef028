import type { WatchLine } from '../../src/language/schema.ts';
import { type EntryGroup, groupsOf } from '../../src/portproxy/groups.ts';
import type { ListedEntry } from '../../src/service/contract/status.ts';
import { WholeFeed } from '../../src/service/contract/whole-feed.ts';
import type { Host } from '../host.ts';
import { type WatchEvent, serviceLine, watchLine } from './line.ts';

/** Shortest time between two lines about one group, ms. */
const EVERY_MS = 1_000;

/** How groups are told. */
export interface GroupView {
  /** The group in JSON; a line is written when this changes. */
  readonly json: (group: EntryGroup<ListedEntry>) => unknown;
  readonly text: (group: EntryGroup<ListedEntry>) => string;
}

interface Told {
  readonly group: EntryGroup<ListedEntry>;
  readonly as: string;
}

/** Tells the groups that are there, then those that change, until the signal ends it. */
export async function* watchGroups(
  { backend }: Host,
  view: GroupView,
  signal: AbortSignal,
): AsyncGenerator<WatchLine> {
  const whole = new WholeFeed();
  const told = new Map<string, Told>();
  let isFirst = true;
  let isLost = false;
  for await (const message of backend.feed({ intervalMs: EVERY_MS, signal })) {
    whole.take(message);
    if (message.kind === 'lost') {
      // Without a service there is the table on disk.
      if (isFirst) yield* linesOf(groupsOf(await backend.entries()), told, view, { at: message.at, isFirst });
      yield serviceLine(message.at, message.reason);
      isLost = true;
    } else {
      if (isLost) yield serviceLine(message.at, undefined);
      isLost = false;
      yield* linesOf(groupsOf(whole.entries.values()), told, view, { at: message.at, isFirst });
    }
    isFirst = false;
  }
}

function* linesOf(
  groups: readonly EntryGroup<ListedEntry>[],
  told: Map<string, Told>,
  view: GroupView,
  { at, isFirst }: { readonly at: number; readonly isFirst: boolean },
): Generator<WatchLine> {
  const line = (event: WatchEvent, group: EntryGroup<ListedEntry>): WatchLine =>
    watchLine(at, event, { text: view.text(group), what: 'group', value: view.json(group) });
  const present = new Set(groups.map(({ name }) => name.toLowerCase()));
  for (const [key, { group }] of told) {
    if (present.has(key)) continue;
    told.delete(key);
    yield line('removed', group);
  }
  for (const group of groups) {
    const key = group.name.toLowerCase();
    const before = told.get(key);
    const as = JSON.stringify(view.json(group));
    told.set(key, { group, as });
    if (before?.as === as) continue;
    yield line(before ? 'changed' : isFirst ? 'present' : 'added', group);
  }
}
