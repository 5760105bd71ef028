import type { ConnectionRow } from '../../live/feed/connection-row.ts';
import type { EntryRow } from '../../live/feed/entry-row.ts';
import type { LiveState } from '../../live/feed/live-state.ts';
import { CONNECTION_COLUMNS } from '../table/connection-columns.ts';
import { ENTRY_COLUMNS } from '../../live/table/entry-columns.ts';
import { type Fields, connectionFields, entryFields, matcher } from '../table/filter.ts';
import { type Wanted, wantedWidths } from '../../live/table/fit-columns.ts';
import { sorted } from '../../live/table/order.ts';
import type { Ui } from './ui.ts';

/** The rows of both tables in their order on the screen, and the widths that their columns want. */
export interface Lists {
  readonly entries: readonly EntryRow[];
  readonly connections: readonly ConnectionRow[];
  readonly wanted: { readonly entries: Wanted; readonly connections: Wanted };
}

/** Rows are sorted and filtered anew at most so often, ms, unless rows come or go or the user asks for it. */
const ORDER_MS = 500;

/** Creates a function that makes lists, and keeps their order where nothing can have changed it. */
export function createLister(): (picture: LiveState, ui: Ui, now: number) => Lists {
  let last: { readonly reason: readonly unknown[]; readonly lists: Lists } | undefined;
  let source: LiveState | undefined;
  return (picture, ui, now) => {
    const { entries, connections } = ui;
    const reason = [
      picture.membership,
      Math.floor(now / ORDER_MS),
      entries.sort,
      entries.filter,
      connections.sort,
      connections.filter,
      ui.scope === 'all' ? undefined : entries.selected,
    ];
    const isSameOrder = last !== undefined && reason.every((part, at) => part === last?.reason[at]);
    if (last && isSameOrder && picture === source) return last.lists;
    const lists = last && isSameOrder ? refreshed(last.lists, picture) : listsOf(picture, ui, now);
    last = { reason, lists };
    source = picture;
    return lists;
  };
}

/** Sorts and filters the rows of a picture. */
function listsOf(picture: LiveState, ui: Ui, now: number): Lists {
  const entries = filtered([...picture.entries.values()], ui.entries.filter, entryFields);
  const selected = ui.scope === 'all' ? undefined : ui.entries.selected;
  const all = oldestFirst([...picture.connections.values()]);
  const ofScope = selected === undefined ? all : all.filter((row) => row.info.entry === selected);
  const connections = filtered(ofScope, ui.connections.filter, (row) =>
    connectionFields(row, picture.entries.get(row.info.entry)?.entry),
  );
  return {
    entries: sorted(entries, ENTRY_COLUMNS, ui.entries.sort, now),
    connections: sorted(connections, CONNECTION_COLUMNS, ui.connections.sort, now),
    wanted: {
      entries: wantedWidths(ENTRY_COLUMNS, entries),
      connections: wantedWidths(CONNECTION_COLUMNS, connections),
    },
  };
}

/** Returns rows in the order in which they began. Those of one machine come so; of a fleet, machine by machine. */
function oldestFirst(rows: readonly ConnectionRow[]): readonly ConnectionRow[] {
  const isOfFleet = rows[0]?.info.machine !== undefined;
  return isOfFleet ? rows.toSorted((a, b) => a.info.startedAt - b.info.startedAt) : rows;
}

/** Updates the rows, in the same order. */
function refreshed(lists: Lists, picture: LiveState): Lists {
  return {
    entries: lists.entries.map((row) => picture.entries.get(row.key) ?? row),
    connections: lists.connections.map((row) => picture.connections.get(row.key) ?? row),
    wanted: lists.wanted,
  };
}

function filtered<Row>(rows: readonly Row[], filter: string, fieldsOf: (row: Row) => Fields): readonly Row[] {
  const isWanted = matcher(filter);
  return isWanted ? rows.filter((row) => isWanted(fieldsOf(row))) : rows;
}
