import { presentError } from '../../../../contexts/last-error.ts';
import { downText } from '../../../../contexts/target-lines.ts';
import { textWidth } from '../../line/width.ts';
import type { EntryRow } from '../feed/entry-row.ts';
import { downRate, trafficHistory, upRate } from '../feed/traffic.ts';
import { type Cell, cell, endpointCell } from '../screen/cell.ts';
import { shortBytes, shortCount } from '../screen/figures.ts';
import { sparkline } from '../screen/sparkline.ts';
import type { Tone } from '../../screen/theme.ts';
import type { Column, PlacedColumn } from './column.ts';
import { shownState, stateTone } from './entry-state.ts';
import { type Wanted, fairForAddress, fitColumns } from './fit-columns.ts';

const LISTEN: Column<EntryRow> = {
  id: 'listen',
  title: 'Listen',
  min: 8,
  fair: fairForAddress(12),
  max: 52,
  importance: 0,
  wants: (row) => textWidth(row.listenNamed),
  cell: (row) => listenCell(row, row.listenNamed),
  sortBy: ({ entry }) => `${entry.listenAddress.toLowerCase()} ${entry.listenPort.padStart(5, '0')}`,
};
/** The same beside a column of families. */
const LISTEN_ALONE: Column<EntryRow> = { ...LISTEN, cell: (row) => listenCell(row, row.listen) };

/** The columns of the entries, from left to right. */
export const ENTRY_COLUMNS: readonly Column<EntryRow>[] = [
  {
    id: 'family',
    title: 'Family',
    min: 6,
    max: 6,
    importance: 6,
    cell: ({ entry }) => cell(entry.family, 'quiet'),
    sortBy: ({ entry }) => entry.family,
  },
  LISTEN,
  {
    id: 'connect',
    title: 'Connect',
    min: 8,
    fair: fairForAddress(12),
    max: 52,
    importance: 0,
    wants: (row) => textWidth(row.connect),
    cell: (row) => endpointCell(row.connect, row.entry.state === 'disabled' ? 'quiet' : 'plain'),
    sortBy: ({ entry }) => `${entry.connectAddress.toLowerCase()} ${entry.connectPort.padStart(5, '0')}`,
  },
  {
    id: 'state',
    title: 'State',
    min: 9,
    max: 9,
    importance: 3,
    cell: ({ entry }) => {
      const { text: shown, tone } = shownState(entry);
      return cell(shown, tone);
    },
    sortBy: ({ entry }) => entry.state,
  },
  count('open', 'Conns', 1, ({ entry }) => entry.counters?.connections ?? 0),
  count('total', 'Total', 8, ({ entry }) => entry.counters?.connectionsTotal ?? 0),
  { ...count('errors', 'Errors', 7, errorsOf), cell: (row) => figure(shortCount(errorsOf(row)), 'bad') },
  { ...count('denied', 'Denied', 11, deniedOf), cell: (row) => figure(shortCount(deniedOf(row)), 'warning') },
  bytes('up-rate', 'Up/s', 2, (row, now) => upRate(row.traffic, now)),
  bytes('down-rate', 'Down/s', 2, (row, now) => downRate(row.traffic, now)),
  {
    id: 'history',
    title: 'Last minute',
    isFiller: true,
    min: 12,
    fair: () => 12,
    max: 30,
    importance: 4,
    wants: () => 30,
    cell: (row, { now, glyphs }, width) =>
      cell(sparkline(trafficHistory(row.traffic, now, width), glyphs.bars), 'key'),
  },
  text('group', 'Group', 9, 20, ({ entry }) => entry.group ?? ''),
  bytes('up', 'Up', 10, ({ entry }) => entry.counters?.bytesUp ?? 0),
  bytes('down', 'Down', 10, ({ entry }) => entry.counters?.bytesDown ?? 0),
  {
    id: 'why',
    title: 'Reason or last error',
    isProse: true,
    min: 20,
    fair: (width) => Math.max(20, Math.floor((width - 60) / 3)),
    max: 80,
    importance: 5,
    wants: (row) => textWidth(whyOf(row)),
    cell: (row) => cell(whyOf(row), row.entry.reason === undefined ? 'quiet' : stateTone(row.entry.state)),
    sortBy: whyOf,
  },
  text('comment', 'Comment', 12, 60, ({ entry }) => entry.comment ?? ''),
];

/** Places the columns of entries; the listen side stands without its family where that has a column. */
export function placeEntryColumns(width: number, wanted: Wanted, indent: number): PlacedColumn<EntryRow>[] {
  const placed = fitColumns(ENTRY_COLUMNS, width, wanted, indent);
  if (!placed.some(({ column }) => column.id === 'family')) return placed;
  return placed.map((place) =>
    place.column === LISTEN ? { column: LISTEN_ALONE, x: place.x, width: place.width } : place,
  );
}

function listenCell({ entry }: EntryRow, text: string): Cell {
  return endpointCell(text, entry.state === 'disabled' ? 'quiet' : 'strong');
}

/** Returns why an entry does not listen, else its last error, unless connections have had none since. */
function whyOf({ entry }: EntryRow): string {
  return entry.reason ?? downText(entry.counters?.targets) ?? presentError(entry.counters) ?? '';
}

function deniedOf({ entry }: EntryRow): number {
  return entry.counters?.denied ?? 0;
}

function errorsOf({ entry }: EntryRow): number {
  return (entry.counters?.errors ?? 0) + (entry.counters?.refused ?? 0);
}

/** A column of texts that many tables do not have. */
function text(
  id: string,
  title: string,
  importance: number,
  max: number,
  value: (row: EntryRow) => string,
): Column<EntryRow> {
  return {
    id,
    title,
    isOnlyIfWanted: true,
    min: title.length,
    fair: () => 12,
    max,
    importance,
    wants: (row) => textWidth(value(row)),
    cell: (row) => cell(value(row), 'quiet'),
    sortBy: value,
  };
}

function count(
  id: string,
  title: string,
  importance: number,
  value: (row: EntryRow) => number,
): Column<EntryRow> {
  return {
    id,
    title,
    isRight: true,
    isLargestFirst: true,
    min: Math.max(5, title.length),
    max: Math.max(5, title.length),
    importance,
    cell: (row) => figure(shortCount(value(row))),
    sortBy: value,
  };
}

function bytes(
  id: string,
  title: string,
  importance: number,
  value: (row: EntryRow, now: number) => number,
): Column<EntryRow> {
  return {
    id,
    title,
    isRight: true,
    isLargestFirst: true,
    min: 6,
    max: 6,
    importance,
    cell: (row, { now }) => figure(shortBytes(value(row, now))),
    sortBy: value,
  };
}

function figure(text: string, tone: Tone = 'plain'): Cell {
  return cell(text, text === '0' ? 'quiet' : tone);
}
