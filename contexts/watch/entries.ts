import type { WatchLine } from '../../src/language/schema.ts';
import { entryKey } from '../../src/portproxy/key.ts';
import type { ListedEntry } from '../../src/service/contract/status.ts';
import { type WholeMessage, wholeFeed } from '../../src/service/contract/whole-feed.ts';
import type { Host } from '../host.ts';
import { type WatchEvent, serviceLine, watchLine } from './line.ts';

/** Which entries are told, and how. */
export interface EntryView {
  /** Shortest time between two lines about one entry, ms. */
  readonly everyMs: number;
  readonly isWanted: (entry: ListedEntry) => boolean;
  /** The entry in JSON; a line is written when this changes. */
  readonly json: (entry: ListedEntry) => unknown;
  readonly text: (entry: ListedEntry) => string;
}

interface Told {
  readonly entry: ListedEntry;
  readonly as: string;
}

/** Tells the entries that are there, then those that change, until the signal ends it. */
export async function* watchEntries(
  { backend }: Host,
  view: EntryView,
  signal: AbortSignal,
): AsyncGenerator<WatchLine> {
  const told = new Map<string, Told>();
  let isFirst = true;
  let isLost = false;
  for await (const message of wholeFeed(backend.feed({ intervalMs: view.everyMs, signal }))) {
    if (message.kind === 'lost') {
      // Without a service there is the table on disk.
      const stored = isFirst ? await backend.entries() : [];
      yield* linesOf(stored, [], { told, view, at: message.at, isFirst });
      yield serviceLine(message.at, message.reason);
      isLost = true;
    } else {
      if (isLost) yield serviceLine(message.at, undefined);
      isLost = false;
      yield* linesOf(message.entries, removedBy(message, told), { told, view, at: message.at, isFirst });
    }
    isFirst = false;
  }
}

/** Returns the keys of entries that are gone, which a snapshot does not name. */
function removedBy(
  message: Exclude<WholeMessage, { kind: 'lost' }>,
  told: ReadonlyMap<string, Told>,
): string[] {
  const now = new Set(message.entries.map(entryKey));
  const candidates = message.kind === 'snapshot' ? [...told.keys()] : message.removed;
  return candidates.filter((key) => !now.has(key));
}

interface Telling {
  readonly told: Map<string, Told>;
  readonly view: EntryView;
  readonly at: number;
  readonly isFirst: boolean;
}

function* linesOf(
  entries: readonly ListedEntry[],
  removed: readonly string[],
  { told, view, at, isFirst }: Telling,
): Generator<WatchLine> {
  const line = (event: WatchEvent, entry: ListedEntry): WatchLine =>
    watchLine(at, event, { text: view.text(entry), what: 'entry', value: view.json(entry) });
  for (const key of removed) {
    const before = told.get(key);
    if (!before) continue;
    told.delete(key);
    yield line('removed', before.entry);
  }
  for (const entry of entries) {
    const key = entryKey(entry);
    const before = told.get(key);
    if (!view.isWanted(entry)) {
      told.delete(key);
      if (before) yield line('removed', entry);
      continue;
    }
    const as = JSON.stringify(view.json(entry));
    told.set(key, { entry, as });
    if (before?.as === as) continue;
    yield line(before ? 'changed' : isFirst ? 'present' : 'added', entry);
  }
}
