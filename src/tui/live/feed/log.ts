import { keyLabel } from '../../../portproxy/key.ts';
import type { EndedConnection } from '../../../relay/relay.ts';
import { MISSING_WORDS } from '../../../../contexts/watch/machine-news.ts';
import type { ListedEntry, RelayStatus } from '../../../service/contract/status.ts';
import { changeEvents } from './events.ts';

/** Something that is over: a connection that has ended, or a change of an entry or of the relay. */
export type LogItem =
  | {
      readonly kind: 'ended';
      /** ms since the epoch. */
      readonly at: number;
      readonly entryLabel: string;
      readonly ended: EndedConnection;
    }
  | {
      readonly kind: 'change';
      readonly at: number;
      /** The key of the entry; absent for the relay. */
      readonly entry?: string;
      readonly subject: string;
      readonly text: string;
      readonly isBad: boolean;
    };

/** The newest items, oldest first, and how many there were in all. */
export interface Log {
  readonly items: readonly LogItem[];
  readonly total: number;
}

/** So many items are kept, the newest. */
const MAX_ITEMS = 1_000;

/** A log in which nothing stands. */
export const EMPTY_LOG: Log = { items: [], total: 0 };

/** Returns the log with more items at its end. */
export function withItems(log: Log, more: readonly LogItem[]): Log {
  if (more.length === 0) return log;
  return { items: [...log.items, ...more].slice(-MAX_ITEMS), total: log.total + more.length };
}

/** Returns the items of connections that have ended, but for those that stand in the log already. */
export function endedItems(recent: readonly EndedConnection[], known: Log): LogItem[] {
  const names = new Set(known.items.map((item) => (item.kind === 'ended' ? nameOf(item.ended) : '')));
  return recent
    .filter((ended) => !names.has(nameOf(ended)))
    .map((ended) => ({ kind: 'ended', at: ended.endedAt, entryLabel: keyLabel(ended.entry), ended }));
}

/** Returns the items of an entry's change; without the entry before it is new, without the one after it is gone. */
export function entryItems(
  key: string,
  before: ListedEntry | undefined,
  after: ListedEntry | undefined,
  at: number,
): LogItem[] {
  const item = (text: string, isBad = false): LogItem => ({
    kind: 'change',
    at,
    entry: key,
    subject: keyLabel(key),
    text,
    isBad,
  });
  if (!after) return [item('Deleted.')];
  if (!before) {
    const reason = after.reason === undefined ? '' : ` ${after.reason}`;
    return [item(`Added, ${after.state}.${reason}`, after.state === 'failed')];
  }
  return changeEvents(before, after, at).map(({ text, isBad }) => item(text, isBad));
}

/** Returns the item of a relay that has ended, or answers again (no reason). */
export function relayItem(at: number, reason?: string): LogItem {
  const text = reason ?? 'The relay service answers again.';
  return { kind: 'change', at, subject: 'relay', text, isBad: reason !== undefined };
}

/** Returns the items of machines of a fleet that are missing since the status before, or tell again. */
export function machineItems(before: RelayStatus | undefined, after: RelayStatus, at: number): LogItem[] {
  if (!after.machines) return [];
  const [was, is] = [missingIn(before), missingIn(after)];
  const item = (subject: string, text: string, isBad: boolean): LogItem => ({
    kind: 'change',
    at,
    subject,
    text,
    isBad,
  });
  return [
    ...[...is]
      .filter(([name, why]) => was.get(name) !== why)
      .map(([name, why]) => item(name, `Machine ${why}.`, true)),
    ...[...was.keys()]
      .filter((name) => !is.has(name))
      .map((name) => item(name, 'Machine tells again.', false)),
  ];
}

/** Returns why each machine is missing that is. */
function missingIn(status: RelayStatus | undefined): Map<string, string> {
  return new Map(status?.machines?.missing.map(({ machine, why }) => [machine, MISSING_WORDS[why]]));
}

function nameOf({ id, startedAt, client }: EndedConnection): string {
  return `${id} ${startedAt} ${client}`;
}
