import { ageText, clockTime } from '../../../../contexts/layout.ts';
import { namedSides, resolvedText } from '../../../../contexts/names.ts';
import { optionTags } from '../../../portproxy/entry-words.ts';
import { type Row, piece } from '../../screen/span.ts';
import type { ConnectionRow } from '../../live/feed/connection-row.ts';
import type { EntryRow } from '../../live/feed/entry-row.ts';
import type { RowEvent } from '../../live/feed/events.ts';
import { downRate, trafficHistory, upRate } from '../../live/feed/traffic.ts';
import { stateTone } from '../../live/table/entry-columns.ts';
import { longBytes, shortBytes } from '../../live/screen/figures.ts';
import type { Drawing } from '../../live/table/column.ts';
import { sparkline } from '../../live/screen/sparkline.ts';
import type { Tone } from '../../screen/theme.ts';

const NAME_WIDTH = 18;

/** Draws everything about an entry: values, state, counters, how connections ended, recent events. */
export function entryDetails({ entry, traffic, events }: EntryRow, drawing: Drawing, width: number): Row[] {
  const { now, glyphs } = drawing;
  const { counters } = entry;
  const options = optionTags(entry);
  const rows: Row[] = [
    fact('State', entry.state, stateTone(entry.state)),
    ...(entry.reason === undefined ? [] : [fact('Reason', entry.reason, stateTone(entry.state))]),
    fact('Family', entry.family),
    fact('Listen address', entry.listenAddress === '*' ? '* (every address)' : entry.listenAddress),
    fact('Listen port', entry.listenPort),
    fact('Connect address', entry.connectAddress),
    fact('Connect port', entry.connectPort),
    ...(options === '' ? [] : [fact('Options', options)]),
    ...namedSides(entry).map((one) =>
      fact(one.side === 'listen' ? 'Listen name' : 'Connect name', resolvedText(one, now)),
    ),
  ];
  if (!counters) return [...rows, fact('Counters', 'none: no relay runs', 'quiet')];
  const seconds = Math.max(0, Math.min(120, width - NAME_WIDTH - 4));
  rows.push(
    [],
    fact('Connections', `${counters.connections} open, ${counters.connectionsTotal} in all`),
    fact('Up', `${longBytes(counters.bytesUp)}, now ${shortBytes(upRate(traffic, now))}/s`),
    fact('Down', `${longBytes(counters.bytesDown)}, now ${shortBytes(downRate(traffic, now))}/s`),
    fact(
      `Last ${seconds} seconds`,
      sparkline(trafficHistory(traffic, now, seconds), glyphs.bars).trimEnd(),
      'key',
    ),
    fact('Errors', String(counters.errors), counters.errors > 0 ? 'bad' : 'plain'),
    fact('Refused', String(counters.refused), counters.refused > 0 ? 'bad' : 'plain'),
  );
  const { lastError } = counters;
  if (lastError) {
    rows.push(fact('Last error', `${ageText(now - lastError.at)} ago: ${lastError.text}`, 'bad'));
  }
  rows.push([], heading('How connections ended'));
  const ends = Object.entries(counters.ends).toSorted((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  if (ends.length === 0) rows.push(note('No connection has ended yet.'));
  for (const [reason, count] of ends)
    rows.push([piece(`  ${String(count).padStart(9)}  ${reason}`, 'plain')]);
  return [...rows, ...eventRows(events)];
}

/** Draws everything about a connection, and what its entry says of it. */
export function connectionDetails(
  { info, entryLabel, traffic, events }: ConnectionRow,
  { now }: Drawing,
  entry: EntryRow | undefined,
): Row[] {
  return [
    fact('Id', String(info.id)),
    fact('Client', info.client, 'strong'),
    fact('Entry', entryLabel),
    ...(entry ? [fact('Connects to', entry.connect)] : []),
    ...(entry ? namedSides(entry.entry).map((one) => fact(one.name, resolvedText(one, now))) : []),
    fact('Target', info.target),
    fact('Phase', info.phase, info.phase === 'data' ? 'good' : 'warning'),
    [],
    fact('Began', `${clockTime(info.startedAt)}, ${ageText(now - info.startedAt)} ago`),
    fact('Last bytes', `${clockTime(info.lastActiveAt)}, ${ageText(now - info.lastActiveAt)} ago`),
    fact('Up', `${longBytes(info.bytesUp)}, now ${shortBytes(upRate(traffic, now))}/s`),
    fact('Down', `${longBytes(info.bytesDown)}, now ${shortBytes(downRate(traffic, now))}/s`),
    ...eventRows(events),
  ];
}

function eventRows(events: readonly RowEvent[]): Row[] {
  const rows: Row[] = [[], heading('Since the monitor was opened')];
  if (events.length === 0) rows.push(note('No events, only traffic.'));
  for (const event of events.toReversed()) {
    rows.push([
      piece(`  ${clockTime(event.at)}  `, 'quiet'),
      piece(event.text, event.isBad ? 'bad' : 'plain'),
    ]);
  }
  return rows;
}

function fact(name: string, value: string, tone: Tone = 'plain'): Row {
  return [piece(`  ${name.padEnd(NAME_WIDTH)}`, 'quiet'), piece(value, tone)];
}

function heading(text: string): Row {
  return [piece(`  ${text}`, 'strong')];
}

function note(text: string): Row {
  return [piece(`  ${text}`, 'quiet')];
}
