import { durationText } from '../../../../contexts/ending.ts';
import { ageText } from '../../../../contexts/layout.ts';
import { MISSING_WORDS } from '../../../../contexts/watch/machine-news.ts';
import type { EntryState } from '../../../portproxy/state.ts';
import type { FleetMachines } from '../../../service/contract/status.ts';
import { type Row, piece } from '../../screen/span.ts';
import type { LiveState } from '../../live/feed/live-state.ts';
import { downRate, trafficHistory, upRate } from '../../live/feed/traffic.ts';
import { stateTone } from '../../live/table/entry-state.ts';
import { padded } from '../../live/screen/cell.ts';
import { shortBytes, shortCount } from '../../live/screen/figures.ts';
import { REFRESH_MS } from '../model/ui.ts';
import type { Glyphs } from '../../screen/glyphs.ts';
import { type Part, fitParts, fitRow, inOneTone, rowWidth } from '../../live/screen/row.ts';
import { sparkline } from '../../live/screen/sparkline.ts';

/** All that the top of the screen is drawn from. */
interface HeaderSource {
  readonly picture: LiveState;
  /** The time that is shown, ms since the epoch; while the picture is held, an earlier one. */
  readonly now: number;
  readonly isPaused: boolean;
  readonly isReadOnly: boolean;
  /** Shortest time between two frames, ms; told where it is not the usual one. */
  readonly refreshMs: number;
  readonly glyphs: Glyphs;
}

/** Draws the relay's state, then the traffic; with one row, both in short. */
export function headerRows(source: HeaderSource, width: number, height: number): Row[] {
  const tag = tagPieces(source);
  const { lost } = source.picture;
  const flow = flowRow(source, width);
  if (lost) {
    const first = spread(lostPieces(lost, source), tag, width, source.glyphs.cut);
    return height < 2 ? [first] : [first, inOneTone(flow, 'quiet')];
  }
  const room = width - tag.reduce((sum, { text }) => sum + text.length, 0) - 1;
  if (height < 2) {
    const state = { pieces: stateParts(source, width)[0]!.pieces, importance: -1 };
    return [spread(fitParts([state, ...flowParts(source, width)], room), tag, width, source.glyphs.cut)];
  }
  return [spread(fitParts(stateParts(source, width), room), tag, width, source.glyphs.cut), flow];
}

/** Draws the traffic, and in the room that is left how it went over the last seconds, up to the edge. */
function flowRow(source: HeaderSource, width: number): Row {
  const { picture, now, glyphs } = source;
  const flow = fitParts(flowParts(source, width), width);
  const room = width - rowWidth(flow) - 3;
  const words = room < ROOMY ? SHORT_WORDS : LONG_WORDS;
  const seconds = Math.min(MOST_SECONDS, room - words);
  if (seconds < LEAST_SECONDS) return flow;
  const values = trafficHistory(picture.traffic, now, seconds);
  const most = padded(shortBytes(Math.max(0, ...values)), 6, true, glyphs.cut);
  return [
    ...flow,
    piece(' '.repeat(room - seconds - words + 3), 'plain'),
    piece(`${String(seconds).padStart(3)}s${words === LONG_WORDS ? `, most ${most}/s` : ''} `, 'quiet'),
    piece(sparkline(values, glyphs.bars), 'key'),
  ];
}

/** Cells of the words before the graph, and from which room on the long ones are used. */
const LONG_WORDS = 20;
const SHORT_WORDS = 5;
const ROOMY = 50;
/** The longest and the shortest time of the graph, seconds. */
const MOST_SECONDS = 120;
const LEAST_SECONDS = 8;

function tagPieces({ picture, isPaused, isReadOnly, refreshMs }: HeaderSource): Row {
  const tags: string[] = [];
  if (refreshMs !== REFRESH_MS[0]) tags.push(`EVERY ${durationText(refreshMs)}`);
  if (isReadOnly) tags.push('READ-ONLY');
  if (picture.lost) tags.push('NO SERVICE');
  else if (isPaused) tags.push('PAUSED');
  return tags.flatMap((tag, at) => [piece(at === 0 ? '' : ' ', 'plain'), piece(` ${tag} `, 'selected')]);
}

/** Says since when and why nothing is known; of a long reason the end is cut. */
function lostPieces(lost: NonNullable<LiveState['lost']>, { now, glyphs }: HeaderSource): Row {
  return [
    piece(`${glyphs.states.failed} `, 'bad'),
    piece('relay lost', 'strong'),
    piece(` for ${ageText(now - lost.at)}, reconnecting   `, 'plain'),
    piece(lost.reason, 'quiet'),
  ];
}

function stateParts({ picture, now, glyphs }: HeaderSource, width: number): Part[] {
  const { status } = picture;
  if (!status) return [{ importance: 0, pieces: [piece('Waiting for the relay', 'quiet')] }];
  const running: Row = status.machines
    ? machinesPieces(status.machines, now, glyphs)
    : status.drainMs !== undefined
      ? [
          piece(`${glyphs.states.held} `, 'warning'),
          piece('relay stopping', 'strong'),
          piece(` within ${ageText(status.drainMs)}`, 'plain'),
        ]
      : status.running
        ? [piece(`${glyphs.running} `, 'good'), piece('relay running', 'strong')]
        : [piece(`${glyphs.stopped} `, 'quiet'), piece('relay stopped', 'strong')];
  const parts: Part[] = [{ importance: 0, pieces: running }];
  if (status.log?.state === 'failed') {
    parts.push({ importance: 1, pieces: [piece(`${glyphs.states.failed} log of connections fails`, 'bad')] });
  }
  if (status.uptimeMs !== undefined) {
    const uptime = ageText(status.uptimeMs + Math.max(0, now - picture.at));
    parts.push({ importance: 1, pieces: [piece('up ', 'quiet'), piece(uptime, 'plain')] });
  }
  const count = picture.entries.size;
  parts.push({ importance: 2, pieces: [piece(`${count} ${count === 1 ? 'entry' : 'entries'}`, 'plain')] });
  const states = statePieces(status.entries, glyphs, width < WORDS_WIDTH);
  if (states.length > 0) parts.push({ importance: 3, pieces: states });
  if (status.pid !== undefined) {
    parts.push({ importance: 4, pieces: [piece(`process ${status.pid}`, 'quiet')] });
  }
  if (status.version !== undefined) {
    parts.push({ importance: 5, pieces: [piece(`version ${status.version}`, 'quiet')] });
  }
  return parts;
}

/** Says how many machines of a fleet tell something, and which do not, since when. */
function machinesPieces({ count, missing, reason }: FleetMachines, now: number, glyphs: Glyphs): Row {
  if (reason !== undefined) {
    return [
      piece(`${glyphs.states.failed} `, 'bad'),
      piece('fleet away', 'strong'),
      piece(`  ${reason}`, 'quiet'),
    ];
  }
  const there = count - missing.length;
  const all: Row = [
    piece(`${glyphs.running} `, missing.length > 0 ? 'warning' : 'good'),
    piece(`${there} of ${count} ${count === 1 ? 'machine' : 'machines'}`, 'strong'),
  ];
  const named = missing
    .slice(0, MOST_MISSING)
    .flatMap(({ machine, why, since }): Row => [
      piece('  ', 'plain'),
      piece(`${machine} ${MISSING_WORDS[why]} ${ageText(Math.max(0, now - since))}`, 'bad'),
    ]);
  const more = missing.length - MOST_MISSING;
  return [...all, ...named, ...(more > 0 ? [piece(`  and ${more} more`, 'bad')] : [])];
}

/** Machines that are missing and named. */
const MOST_MISSING = 2;

/** A narrower screen tells states by their signs alone; cells. */
const WORDS_WIDTH = 110;

/** Draws the number of entries in each state that has any. */
function statePieces(counts: Readonly<Record<EntryState, number>>, glyphs: Glyphs, isShort: boolean): Row {
  return (['listening', 'failed', 'held', 'disabled', 'stopped'] as const)
    .filter((state) => counts[state] > 0)
    .map((state, at) => {
      const gap = at === 0 ? '' : '  ';
      const word = isShort ? '' : ` ${state}`;
      return piece(`${gap}${glyphs.states[state]} ${counts[state]}${word}`, stateTone(state));
    });
}

function flowParts({ picture, now, glyphs }: HeaderSource, width: number): Part[] {
  let up = 0;
  let down = 0;
  let errors = 0;
  for (const { entry } of picture.entries.values()) {
    up += entry.counters?.bytesUp ?? 0;
    down += entry.counters?.bytesDown ?? 0;
    errors += (entry.counters?.errors ?? 0) + (entry.counters?.refused ?? 0);
  }
  const open = picture.connections.size;
  const { traffic } = picture;
  const figure = (text: string, width: number): string => padded(text, width, true, glyphs.cut);
  const parts: Part[] = [
    {
      importance: 0,
      pieces: [piece(shortCount(open), 'strong'), piece(countedName(open, width), 'quiet')],
    },
    {
      importance: 1,
      pieces: [piece('Up ', 'quiet'), piece(`${figure(shortBytes(upRate(traffic, now)), 6)}/s`, 'strong')],
    },
    {
      importance: 1,
      pieces: [
        piece('Down ', 'quiet'),
        piece(`${figure(shortBytes(downRate(traffic, now)), 6)}/s`, 'strong'),
      ],
    },
  ];
  parts.push({
    importance: 2,
    pieces: [
      piece('carried ', 'quiet'),
      piece(figure(shortBytes(up), 6), 'plain'),
      piece(' up ', 'quiet'),
      piece(figure(shortBytes(down), 6), 'plain'),
      piece(' down', 'quiet'),
    ],
  });
  parts.push({
    importance: 4,
    pieces: [
      piece(shortCount(errors), errors > 0 ? 'bad' : 'quiet'),
      piece(errors === 1 ? ' error' : ' errors', 'quiet'),
    ],
  });
  return parts;
}

/** Returns the word behind a number of connections, padded so that both together have a fixed width. */
function countedName(count: number, width: number): string {
  const [name, cells] = width < 60 ? [' conn', 10] : [count === 1 ? ' connection' : ' connections', 17];
  return name.padEnd(cells - shortCount(count).length);
}

/** Joins a part at the left and one at the right end; the left one is cut where both do not fit. */
function spread(left: Row, right: Row, width: number, cut: string): Row {
  const room = Math.max(0, width - rowWidth(right) - 1);
  const kept = fitRow(left, room, cut);
  const blanks = Math.max(0, width - rowWidth(kept) - rowWidth(right));
  return fitRow([...kept, piece(' '.repeat(blanks), 'plain'), ...right], width, cut);
}
