import { ageText } from '../../../../contexts/layout.ts';
import { textWidth } from '../../line/width.ts';
import type { ConnectionRow } from '../../live/feed/connection-row.ts';
import { downRate, upRate } from '../../live/feed/traffic.ts';
import { cell, endpointCell } from '../../live/screen/cell.ts';
import { shortBytes } from '../../live/screen/figures.ts';
import type { Column } from '../../live/table/column.ts';
import { idOnMachine } from '../../../service/contract/connection-ids.ts';
import { fairForAddress } from '../../live/table/fit-columns.ts';

/** The columns of the connections, from left to right. */
export const CONNECTION_COLUMNS: readonly Column<ConnectionRow>[] = [
  {
    id: 'id',
    title: 'Id',
    isRight: true,
    min: 6,
    max: 10,
    importance: 9,
    cell: ({ info }) => cell(String(idOnMachine(info.id)), 'quiet'),
    sortBy: ({ info }) => info.id,
  },
  {
    id: 'machine',
    title: 'Machine',
    isOnlyIfWanted: true,
    min: 7,
    fair: () => 10,
    max: 24,
    importance: 1,
    wants: ({ info }) => textWidth(info.machine ?? ''),
    cell: ({ info }) => cell(info.machine ?? ''),
    sortBy: ({ info }) => info.machine ?? '',
  },
  endpoint('client', 'Client', 0, 'strong'),
  endpoint('target', 'Target', 2, 'plain'),
  {
    id: 'entry',
    title: 'Entry',
    min: 13,
    fair: () => 22,
    max: 40,
    importance: 6,
    wants: (row) => textWidth(row.entryLabel),
    cell: (row) => endpointCell(row.entryLabel, 'quiet'),
    sortBy: (row) => row.entryLabel,
  },
  {
    id: 'phase',
    title: 'Phase',
    min: 11,
    max: 11,
    importance: 4,
    cell: ({ info }) => cell(info.phase, info.phase === 'data' ? 'good' : 'warning'),
    sortBy: ({ info }) => info.phase,
  },
  time('age', 'Age', 3, ({ info }, now) => now - info.startedAt),
  time('idle', 'Idle', 7, ({ info }, now) => now - info.lastActiveAt),
  bytes('up', 'Up', 8, ({ info }) => info.bytesUp),
  bytes('down', 'Down', 8, ({ info }) => info.bytesDown),
  bytes('up-rate', 'Up/s', 1, (row, now) => upRate(row.traffic, now)),
  bytes('down-rate', 'Down/s', 1, (row, now) => downRate(row.traffic, now)),
];

function endpoint(
  id: 'client' | 'target',
  title: string,
  importance: number,
  tone: 'strong' | 'plain',
): Column<ConnectionRow> {
  return {
    id,
    title,
    min: 8,
    fair: fairForAddress(15),
    max: 48,
    importance,
    wants: ({ info }) => info[id].length,
    cell: ({ info }) => endpointCell(info[id], tone),
    sortBy: ({ info }) => info[id],
  };
}

function time(
  id: string,
  title: string,
  importance: number,
  value: (row: ConnectionRow, now: number) => number,
): Column<ConnectionRow> {
  return {
    id,
    title,
    isRight: true,
    isLargestFirst: true,
    min: 7,
    max: 7,
    importance,
    cell: (row, { now }) => {
      const text = ageText(value(row, now));
      return cell(text.length <= 7 ? text : text.split(' ')[0]!);
    },
    sortBy: value,
  };
}

function bytes(
  id: string,
  title: string,
  importance: number,
  value: (row: ConnectionRow, now: number) => number,
): Column<ConnectionRow> {
  return {
    id,
    title,
    isRight: true,
    isLargestFirst: true,
    min: 6,
    max: 6,
    importance,
    cell: (row, { now }) => {
      const text = shortBytes(value(row, now));
      return cell(text, text === '0' ? 'quiet' : 'plain');
    },
    sortBy: value,
  };
}
