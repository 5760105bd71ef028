import { type Row, piece } from '../../screen/span.ts';
import type { ConnectionRow } from '../../live/feed/connection-row.ts';
import type { EntryRow } from '../../live/feed/entry-row.ts';
import type { LiveState } from '../../live/feed/live-state.ts';
import type { Geometry } from '../model/geometry.ts';
import type { Lists } from '../model/lists.ts';
import type { PaneName, Ui } from '../model/ui.ts';
import type { Column, Drawing, PlacedColumn } from '../../live/table/column.ts';
import { CONNECTION_COLUMNS } from '../table/connection-columns.ts';
import { ENTRY_COLUMNS, placeEntryColumns } from '../../live/table/entry-columns.ts';
import { shownState } from '../../live/table/entry-state.ts';
import { fitColumns } from '../../live/table/fit-columns.ts';
import type { Sort } from '../../live/table/order.ts';
import { LEAD, type TableSource, headingRow, tableRows } from '../../live/table/table-rows.ts';
import { placeNote, titleRow } from './title-row.ts';

/** All that the tables are drawn from. */
export interface PanesSource {
  readonly ui: Ui;
  readonly picture: LiveState;
  readonly lists: Lists;
  readonly geometry: Geometry;
  readonly drawing: Drawing;
}

/** The columns of both tables at their places. */
export interface Placed {
  readonly entries: readonly PlacedColumn<EntryRow>[];
  readonly connections: readonly PlacedColumn<ConnectionRow>[];
}

/** Places the columns. Connections that are all of one entry do not show it. */
export function placeColumns({ ui, lists, geometry }: PanesSource): Placed {
  const { columns: width } = geometry;
  const ofConnections =
    ui.scope === 'all' ? CONNECTION_COLUMNS : CONNECTION_COLUMNS.filter((column) => column.id !== 'entry');
  return {
    entries: placeEntryColumns(width, lists.wanted.entries, LEAD),
    connections: fitColumns(ofConnections, width, lists.wanted.connections, LEAD),
  };
}

/** Draws both tables, or the one for which there is room. */
export function paneRows(source: PanesSource, placed: Placed): Row[] {
  const { ui, picture, lists, geometry, drawing } = source;
  const rows: Row[] = [];
  if (geometry.entries.rows > 0) {
    rows.push(
      ...pane(source, 'entries', {
        title: 'Entries',
        all: picture.entries.size,
        columns: ENTRY_COLUMNS,
        empty: 'The table is empty. Press : and add an entry, with add v4tov4 or one of the others.',
        table: {
          pane: ui.entries,
          rows: lists.entries,
          columns: placed.entries,
          hasFocus: ui.focus === 'entries',
          sign: ({ entry }) => piece(drawing.glyphs.states[entry.state], shownState(entry).tone),
          drawing,
        },
      }),
    );
  }
  if (geometry.connections.rows > 0) {
    const entry = picture.entries.get(ui.entries.selected ?? '');
    rows.push(
      ...pane(source, 'connections', {
        title: ui.scope === 'selected' && entry ? `Connections of ${entry.label}` : 'Connections',
        all: picture.connections.size,
        columns: CONNECTION_COLUMNS,
        empty: 'Nobody is connected.',
        table: {
          pane: ui.connections,
          rows: lists.connections,
          columns: placed.connections,
          hasFocus: ui.focus === 'connections',
          sign: () => piece(' ', 'plain'),
          drawing,
        },
      }),
    );
  }
  return rows;
}

interface PaneSource<Key, R extends { readonly key: Key }> {
  readonly title: string;
  readonly all: number;
  readonly columns: readonly Column<R>[];
  readonly empty: string;
  readonly table: TableSource<Key, R>;
}

function pane<Key, R extends { readonly key: Key }>(
  { geometry }: PanesSource,
  name: PaneName,
  { title, all, columns, empty, table }: PaneSource<Key, R>,
): Row[] {
  const { rows: height } = geometry[name];
  const { columns: width } = geometry;
  const { pane: shown, rows, drawing, hasFocus } = table;
  const notes = [placeNote(shown.top, height, rows.length), ...paneNotes(table, columns)];
  const body = tableRows(table, height, width);
  if (rows.length === 0) {
    const isFiltered = shown.filter !== '' && all > 0;
    body[0] = [piece(`    ${isFiltered ? `No match among ${all}.` : empty}`, 'quiet')];
  }
  return [
    titleRow(title, notes, width, { hasFocus, glyphs: drawing.glyphs }),
    headingRow(table.columns, shown.sort, width, drawing),
    ...body,
  ];
}

function paneNotes<Key, R extends { readonly key: Key }>(
  { pane, rows, drawing }: TableSource<Key, R>,
  columns: readonly Column<R>[],
): string[] {
  const { sort, filter, marks } = pane;
  const notes: string[] = [];
  if (marks.size > 0) notes.push(marksNote(marks, rows));
  if (filter !== '') notes.push(`filter ${filter}`);
  const { rising, falling } = drawing.glyphs;
  notes.push(`${orderNote(sort, columns)} ${sort.isReversed ? falling : rising}`);
  return notes;
}

/** Tells how many marked rows an action is about, and how many it leaves out because they are not in the list. */
function marksNote<Key>(marks: ReadonlySet<Key>, rows: readonly { readonly key: Key }[]): string {
  let listed = 0;
  for (const { key } of rows) if (marks.has(key)) listed++;
  const hidden = marks.size - listed;
  return hidden === 0 ? `${listed} marked` : `${listed} marked, ${hidden} hidden`;
}

function orderNote<R>(sort: Sort, columns: readonly Column<R>[]): string {
  const title = columns.find((column) => column.id === sort.column)?.title;
  if (title !== undefined) return `by ${title}`;
  return sort.isReversed ? 'newest first' : 'oldest first';
}
