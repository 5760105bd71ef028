import { durationText, endingText } from '../../../../contexts/ending.ts';
import { lastErrorText } from '../../../../contexts/last-error.ts';
import { ageText, clockTime, mostFirst } from '../../../../contexts/layout.ts';
import { type NamedSide, namedSides, resolvedText } from '../../../../contexts/names.ts';
import { targetStateText } from '../../../../contexts/target-lines.ts';
import { waitingText } from '../../../../contexts/waiting-text.ts';
import type { ConnectionInfo, EndedConnection, EntryCounters } from '../../../relay/relay.ts';
import { connectLabels } from '../../../portproxy/connect-label.ts';
import { type Entry, optionsOf } from '../../../portproxy/entry.ts';
import { hasSeveralTargets } from '../../../portproxy/targets.ts';
import { state } from '../../../portproxy/values/state.ts';
import { idOnMachine } from '../../../service/contract/connection-ids.ts';
import type { ListedEntry } from '../../../service/contract/status.ts';
import { type Row, piece } from '../../screen/span.ts';
import { type ConnectionRow, hostOf } from '../../live/feed/connection-row.ts';
import type { EntryRow } from '../../live/feed/entry-row.ts';
import type { RowEvent } from '../../live/feed/events.ts';
import type { LiveState } from '../../live/feed/live-state.ts';
import type { Log } from '../../live/feed/log.ts';
import { logRows } from './log-rows.ts';
import { downRate, trafficHistory, upRate } from '../../live/feed/traffic.ts';
import { stateTone } from '../../live/table/entry-state.ts';
import { longBytes, shortBytes } from '../../live/screen/figures.ts';
import type { Drawing } from '../../live/table/column.ts';
import { sparkline } from '../../live/screen/sparkline.ts';
import type { Tone } from '../../screen/theme.ts';

const NAME_WIDTH = 18;

/** Draws everything about an entry: values, state, counters, how connections ended, who was here, recent events. */
export function entryDetails(
  { key, entry, traffic, events }: EntryRow,
  { log }: LiveState,
  drawing: Drawing,
  width: number,
): Row[] {
  const { now, glyphs } = drawing;
  const { counters } = entry;
  const rows: Row[] = [
    fact('State', entry.state, stateTone(entry.state)),
    ...(entry.reason === undefined ? [] : [fact('Reason', entry.reason, stateTone(entry.state))]),
    fact('Family', entry.family),
    fact('Listen address', entry.listenAddress === '*' ? '* (every address)' : entry.listenAddress),
    fact('Listen port', entry.listenPort),
    ...(entry.protocol === 'tcp' ? [] : [fact('Protocol', entry.protocol)]),
    ...connectFacts(entry),
    ...optionsOf(entry)
      .filter(({ value }) => value !== state)
      .map(({ value: { tag }, text }) => fact(tag, text)),
    ...namedSides(entry).map((one) => namedFact(entry, one, now)),
    ...(counters?.targets ?? []).map((one) =>
      fact('Target', `${one.target}: ${targetStateText(one, now)}`, one.state === 'down' ? 'bad' : 'plain'),
    ),
  ];
  if (!counters) return [...rows, fact('Counters', 'none: no relay runs', 'quiet')];
  const seconds = Math.max(0, Math.min(120, width - NAME_WIDTH - 4));
  rows.push(
    [],
    fact('Connections', `${counters.connections} open, ${counters.connectionsTotal} in all`),
    ...waitingRows(counters),
    fact('Up', `${longBytes(counters.bytesUp)}, now ${shortBytes(upRate(traffic, now))}/s`),
    fact('Down', `${longBytes(counters.bytesDown)}, now ${shortBytes(downRate(traffic, now))}/s`),
    fact(
      `Last ${seconds} seconds`,
      sparkline(trafficHistory(traffic, now, seconds), glyphs.bars).trimEnd(),
      'key',
    ),
    fact('Errors', String(counters.errors), counters.errors > 0 ? 'bad' : 'plain'),
    fact('Refused', String(counters.refused), counters.refused > 0 ? 'bad' : 'plain'),
    ...(counters.denied > 0 ? [fact('Denied', String(counters.denied), 'warning')] : []),
    ...mostFirst(counters.denials ?? {}).map(([cause, count]) => fact('', `${count} ${cause}`)),
    ...datagramRows(counters),
  );
  const lastError = lastErrorText(counters, now);
  if (lastError !== undefined) rows.push(fact('Last error', lastError, 'bad'));
  rows.push([], heading('How connections ended'));
  const ends = mostFirst(counters.ends);
  if (ends.length === 0) rows.push(note('No connection has ended yet.'));
  for (const [reason, count] of ends)
    rows.push([piece(`  ${String(count).padStart(9)}  ${reason}`, 'plain')]);
  rows.push(
    ...earlierRows('Connections that ended lately', log, (ended) => ended.entry === key, drawing, width),
  );
  return [...rows, ...eventRows(events)];
}

/** Draws where an entry connects to; of several targets each in a row of its own. */
function connectFacts(entry: Entry): Row[] {
  const { connectAddress, connectPort } = entry;
  if (!hasSeveralTargets(connectAddress)) {
    return [fact('Connect address', connectAddress), fact('Connect port', connectPort)];
  }
  return connectLabels(entry).map((label, at) => fact(at === 0 ? 'Connects to' : '', label));
}

/** Draws everything about a connection, what its entry says of it, and who else is here from that client. */
export function connectionDetails(
  { info, entryLabel, traffic, events }: ConnectionRow,
  picture: LiveState,
  drawing: Drawing,
  width: number,
): Row[] {
  const { now } = drawing;
  const { log, connections } = picture;
  const entry = picture.entries.get(info.entry);
  const ended = endOf(info, log);
  const age = Math.max(1, ended?.durationMs ?? now - info.startedAt);
  const { bytesUp, bytesDown } = ended ?? info;
  const rate = (bytes: number): string => `${shortBytes((bytes * 1000) / age)}/s on average`;
  const host = hostOf(info.client);
  let ofClient = 0;
  for (const row of connections.values()) if (hostOf(row.info.client) === host) ofClient++;
  return [
    fact('Id', String(idOnMachine(info.id))),
    ...(info.machine === undefined ? [] : [fact('Machine', info.machine, 'strong')]),
    fact('Client', info.client, 'strong'),
    ...(info.peer === undefined ? [] : [fact('Told by', `${info.peer} (PROXY protocol)`)]),
    fact('Entry', entryLabel),
    ...(entry ? [fact('Connects to', entry.connect)] : []),
    ...(entry ? namedSides(entry.entry).map((one) => fact(one.name, resolvedText(one, now))) : []),
    fact('Target', info.target),
    ended
      ? fact('Ended', `${clockTime(ended.endedAt)}, ${endingText(ended)}`, 'warning')
      : fact('Phase', PHASE_WORDS[info.phase], info.phase === 'data' ? 'good' : 'warning'),
    [],
    fact('Began', `${clockTime(info.startedAt)}, ${ageText(now - info.startedAt)} ago`),
    ...(ended ? [fact('Lasted', durationText(ended.durationMs))] : []),
    fact('Last bytes', `${clockTime(info.lastActiveAt)}, ${ageText(now - info.lastActiveAt)} ago`),
    fact('Up', `${longBytes(bytesUp)}, ${rate(bytesUp)}, now ${shortBytes(upRate(traffic, now))}/s`),
    fact('Down', `${longBytes(bytesDown)}, ${rate(bytesDown)}, now ${shortBytes(downRate(traffic, now))}/s`),
    [],
    fact('Of this client', `${ofClient} open`),
    ...(entry?.entry.counters
      ? [fact('Of this entry', `${entry.entry.counters.connections} open, ${entry.entry.state}`)]
      : []),
    ...earlierRows(
      'Earlier connections of this client',
      log,
      (one) => hostOf(one.client) === host,
      drawing,
      width,
    ),
    ...eventRows(events),
  ];
}

/** Draws how many clients wait until the entry has room; nothing where none does. */
function waitingRows(counters: EntryCounters): Row[] {
  const text = waitingText(counters);
  return text === undefined ? [] : [fact('Waiting', text, 'warning')];
}

/** Draws how many datagrams an entry of UDP has sent on, and dropped and why; nothing for TCP. */
function datagramRows({ datagramsUp = 0, datagramsDown = 0, dropped = 0, drops = {} }: EntryCounters): Row[] {
  if (datagramsUp + datagramsDown + dropped === 0) return [];
  return [
    fact('Datagrams', `${datagramsUp} up, ${datagramsDown} down`),
    ...(dropped > 0 ? [fact('Dropped', String(dropped), 'warning')] : []),
    ...mostFirst(drops).map(([reason, count]) => fact('', `${count} ${reason}`)),
  ];
}

/** Phases of a connection, explained. */
const PHASE_WORDS = {
  header: 'header (its PROXY protocol header has not come yet)',
  connect: 'connect (the target has not answered yet)',
  data: 'data (both ways are open)',
  'half-closed': 'half-closed (one end has sent all it had to send)',
} as const;

/** So many connections that have ended are listed, the newest. */
const MAX_EARLIER = 10;

/** Draws the newest connections that have ended and are wanted. */
function earlierRows(
  title: string,
  { items }: Log,
  isWanted: (ended: EndedConnection) => boolean,
  drawing: Drawing,
  width: number,
): Row[] {
  const wanted = items.filter((item) => item.kind === 'ended' && isWanted(item.ended)).slice(-MAX_EARLIER);
  if (wanted.length === 0) return [[], heading(title), note('None.')];
  return [[], heading(title), ...logRows(wanted, { from: 0, count: MAX_EARLIER }, drawing, width)];
}

/** Returns how a connection ended, where it has and the log still knows. */
function endOf({ id, startedAt }: ConnectionInfo, { items }: Log): EndedConnection | undefined {
  for (const item of items) {
    if (item.kind === 'ended' && item.ended.id === id && item.ended.startedAt === startedAt)
      return item.ended;
  }
  return undefined;
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

function namedFact({ connectAddress }: ListedEntry, one: NamedSide, now: number): Row {
  if (one.side === 'listen') return fact('Listen name', resolvedText(one, now));
  const which = hasSeveralTargets(connectAddress) ? `${one.name}: ` : '';
  return fact('Connect name', `${which}${resolvedText(one, now)}`);
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
