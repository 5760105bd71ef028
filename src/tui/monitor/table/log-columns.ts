import { clockTime } from '../../../../contexts/layout.ts';
import { durationText, endingText } from '../../../../contexts/ending.ts';
import type { LogItem } from '../../live/feed/log.ts';
import { idOnMachine } from '../../../service/contract/connection-ids.ts';
import { type Cell, cell, endpointCell } from '../../live/screen/cell.ts';
import { shortBytes } from '../../live/screen/figures.ts';
import type { Column } from '../../live/table/column.ts';
import type { Fields } from './filter.ts';
import type { Tone } from '../../screen/theme.ts';

/** The columns of the log, from left to right. */
export const LOG_COLUMNS: readonly Column<LogItem>[] = [
  { id: 'at', title: 'Time', min: 8, max: 8, importance: 0, cell: ({ at }) => cell(clockTime(at), 'quiet') },
  {
    ...text('machine', 'Machine', 3, (item) => cell(machineOf(item))),
    isOnlyIfWanted: true,
    min: 7,
    fair: () => 10,
  },
  text('client', 'Client', 0, (item) =>
    item.kind === 'ended' ? endpointCell(item.ended.client, 'strong') : cell(item.subject, 'strong'),
  ),
  text('entry', 'Entry', 5, (item) =>
    item.kind === 'ended' ? endpointCell(item.entryLabel, 'quiet') : cell(''),
  ),
  text('target', 'Target', 6, (item) => (item.kind === 'ended' ? endpointCell(item.ended.target) : cell(''))),
  figure('lasted', 'Lasted', 2, ({ durationMs }) => durationText(durationMs)),
  figure('up', 'Up', 4, ({ bytesUp }) => shortBytes(bytesUp)),
  figure('down', 'Down', 4, ({ bytesDown }) => shortBytes(bytesDown)),
  {
    id: 'what',
    title: 'What happened',
    isProse: true,
    min: 20,
    fair: () => 20,
    max: 200,
    importance: 0,
    wants: (item) => whatOf(item).length,
    cell: (item) => cell(whatOf(item), toneOf(item)),
  },
];

/** Returns what happened, in words. */
function whatOf(item: LogItem): string {
  return item.kind === 'ended' ? endingText(item.ended) : item.text;
}

/** Returns the words of an item's row. */
export function logFields(item: LogItem): Fields {
  if (item.kind === 'change') return { entry: item.subject, what: item.text };
  const { client, target, machine } = item.ended;
  const id = String(idOnMachine(item.ended.id));
  const fields = { id, client, target, entry: item.entryLabel, what: whatOf(item) };
  return machine === undefined ? fields : { ...fields, machine };
}

/** Returns the machine of a connection that has ended, where it is one of many. */
function machineOf(item: LogItem): string {
  return item.kind === 'ended' ? (item.ended.machine ?? '') : '';
}

function toneOf(item: LogItem): Tone {
  if (item.kind === 'change') return item.isBad ? 'bad' : 'plain';
  const { by, phase, how } = item.ended.end;
  if (phase === 'connect' && by !== 'client') return 'bad';
  return how === 'closed' ? 'plain' : 'warning';
}

function text(
  id: string,
  title: string,
  importance: number,
  cellOf: (item: LogItem) => Cell,
): Column<LogItem> {
  const wants = (item: LogItem): number => cellOf(item).text.length;
  return { id, title, min: 8, fair: () => 21, max: 48, importance, wants, cell: cellOf };
}

function figure(
  id: string,
  title: string,
  importance: number,
  textOf: (ended: Extract<LogItem, { kind: 'ended' }>['ended']) => string,
): Column<LogItem> {
  return {
    id,
    title,
    isRight: true,
    min: 7,
    max: 7,
    importance,
    cell: (item) => cell(item.kind === 'ended' ? textOf(item.ended) : ''),
  };
}
