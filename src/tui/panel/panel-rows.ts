import type { EntryRow } from '../live/feed/entry-row.ts';
import type { LiveState } from '../live/feed/live-state.ts';
import { downRate, upRate } from '../live/feed/traffic.ts';
import { padded } from '../live/screen/cell.ts';
import { shortBytes, shortCount } from '../live/screen/figures.ts';
import type { Glyphs } from '../screen/glyphs.ts';
import { type Part, fitParts, fitRow, inOneTone, startPieces } from '../live/screen/row.ts';
import { LEAD, headingRow, tableRows } from '../live/table/table-rows.ts';
import { ENTRY_COLUMNS, placeEntryColumns } from '../live/table/entry-columns.ts';
import { shownState } from '../live/table/entry-state.ts';
import { wantedWidths } from '../live/table/fit-columns.ts';
import { TABLE_ORDER } from '../live/table/order.ts';
import { newPane } from '../live/table/pane.ts';
import { type Row, piece } from '../screen/span.ts';
import type { Chooser } from './choose.ts';

/** All that the panel is drawn from. */
export interface PanelPicture {
  readonly picture: LiveState;
  readonly chooser: Chooser;
  /** The time that is shown, ms since the epoch. */
  readonly now: number;
  readonly glyphs: Glyphs;
  /** Cells of the widest row, and the most rows. */
  readonly width: number;
  readonly height: number;
}

/** Draws the relay's state, then as many entries as there is room for, dimmed where no relay runs. */
export function panelRows(source: PanelPicture): Row[] {
  const { picture, chooser, now, glyphs, width, height } = source;
  if (height < 1) return [];
  const all = [...picture.entries.values()];
  const shown = chooser.choose(all, Math.max(0, height - 2), now);
  const rows: Row[] = [titleRow(source, all.length - shown.length)];
  if (shown.length > 0) {
    const drawing = { now, glyphs };
    const columns = placeEntryColumns(width, wantedWidths(ENTRY_COLUMNS, shown), LEAD);
    const body = tableRows<string, EntryRow>(
      {
        pane: newPane(),
        rows: shown,
        columns,
        hasFocus: false,
        sign: ({ entry }) => piece(glyphs.states[entry.state], shownState(entry).tone),
        drawing,
      },
      shown.length,
      width,
    );
    const heading = headingRow(columns, TABLE_ORDER, width, drawing);
    rows.push(heading, ...(picture.lost ? body.map((row) => inOneTone(row, 'quiet')) : body));
  }
  return rows.map((row) => withoutEnd(fitRow(row, width, glyphs.cut)));
}

function titleRow({ picture, now, glyphs, width }: PanelPicture, hidden: number): Row {
  const parts: Part[] = [{ importance: 0, pieces: statePieces(picture, glyphs) }];
  if (!picture.lost && picture.status) {
    const { traffic } = picture;
    const open = picture.connections.size;
    const rate = (name: string, bytes: number): Row => [
      piece(`${name} `, 'quiet'),
      piece(`${padded(shortBytes(bytes), 6, true, glyphs.cut)}/s`, 'plain'),
    ];
    // What changes its width stands behind what does not.
    parts.push(
      { importance: 1, pieces: rate('Up', upRate(traffic, now)) },
      { importance: 1, pieces: rate('Down', downRate(traffic, now)) },
      {
        importance: 3,
        pieces: [
          piece(shortCount(open), 'plain'),
          piece(open === 1 ? ' connection' : ' connections', 'quiet'),
        ],
      },
    );
  }
  if (picture.lost) parts.push({ importance: 1, pieces: startPieces('relay start') });
  if (hidden > 0) {
    const text = hidden === 1 ? '1 more entry' : `${hidden} more entries`;
    parts.push({ importance: 2, pieces: [piece(text, 'quiet')] });
  }
  parts.push({ importance: 4, pieces: [piece('F2 hides', 'quiet')] });
  return [piece(`${glyphs.rule}${glyphs.rule} `, 'quiet'), ...fitParts(parts, width - 3)];
}

function statePieces({ lost, status }: LiveState, glyphs: Glyphs): Row {
  if (lost) return [piece(`${glyphs.states.failed} `, 'bad'), piece(lost.reason, 'plain')];
  if (!status) return [piece('Waiting for the relay', 'quiet')];
  if (status.drainMs !== undefined) {
    return [piece(`${glyphs.states.held} `, 'warning'), piece('relay stopping', 'plain')];
  }
  return [piece(`${glyphs.running} `, 'good'), piece('relay running', 'plain')];
}

/** Removes the blanks at a row's end, which a narrower terminal would fold into a row of their own. */
function withoutEnd(row: Row): Row {
  let end = row.length;
  while (end > 0 && row[end - 1]!.text.trim() === '') end -= 1;
  const last = row[end - 1];
  return last ? [...row.slice(0, end - 1), piece(last.text.trimEnd(), last.style)] : [];
}
