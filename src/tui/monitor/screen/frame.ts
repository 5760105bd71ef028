import type { Frame as LineFrame } from '../../screen/frame.ts';
import { type Row, paintRow } from '../../screen/span.ts';
import type { Theme } from '../../screen/theme.ts';
import type { Glyphs } from '../../screen/glyphs.ts';
import type { Place } from '../../screen/wrap.ts';
import { textWidth } from '../../line/width.ts';
import type { LiveState } from '../../live/feed/live-state.ts';
import type { Geometry } from '../model/geometry.ts';
import type { Lists } from '../model/lists.ts';
import type { Headings } from '../model/mouse-keys.ts';
import type { Ui } from '../model/ui.ts';
import type { Drawing } from '../../live/table/column.ts';
import { FILTER_PROMPT, type PlacedKey, keysRow, messageRows, placedKeys } from './footer.ts';
import { headerRows } from './header.ts';
import { overlayRows } from './overlay.ts';
import { type PanesSource, type Placed, paneRows, placeColumns } from './panes.ts';
import { fitRow, inOneTone } from '../../live/screen/row.ts';

/** A whole screen: rows with their escape sequences, the cursor where something is typed, the headings to click. */
export interface MonitorFrame {
  readonly rows: readonly string[];
  readonly cursor: Place | undefined;
  readonly headings: Headings;
  /** The keys of the last row, to click on; none while the command line is open. */
  readonly keys: readonly PlacedKey[];
}

/** Colours and signs of this terminal. */
interface Look {
  readonly theme: Theme;
  readonly glyphs: Glyphs;
}

/** All that a screen is drawn from. */
export interface FrameSource {
  readonly ui: Ui;
  readonly picture: LiveState;
  readonly lists: Lists;
  readonly geometry: Geometry;
  /** The time that the tables show, and the real one; ms since the epoch. */
  readonly now: number;
  readonly realNow: number;
  readonly look: Look;
  /** The rows of the overlay. */
  readonly overlay: readonly Row[];
  /** The command line, where it is open. */
  readonly line: LineFrame | undefined;
}

/** Returns the rows of the bottom: two, or those of the command line. */
export function bottomHeight(line: LineFrame | undefined): number {
  return Math.max(2, line?.rows.length ?? 0);
}

/** Draws the screen, exactly as many rows as the terminal has. */
export function buildMonitorFrame(source: FrameSource): MonitorFrame {
  const { ui, picture, lists, geometry, look, now, line } = source;
  const { columns: width, height } = geometry;
  const drawing: Drawing = { now, glyphs: look.glyphs };
  const panes: PanesSource = { ui, picture, lists, geometry, drawing };
  const placed = placeColumns(panes);
  const paint = (row: Row): string => paintRow(row, look.theme);
  const header = headerRows(
    { ...ui, picture, now: picture.lost ? source.realNow : now, glyphs: look.glyphs },
    width,
    geometry.header,
  );
  const rows = [...header.map(paint), ...middleRows(source, panes, placed).map(paint)];
  const bottom = line
    ? [...line.rows]
    : [...messageRows(ui, picture, look.glyphs, width), keysRow(ui, width)].map(paint);
  while (bottom.length < bottomHeight(line)) bottom.push('');
  const all = [...rows.slice(0, Math.max(0, height - bottom.length)), ...bottom].slice(0, height);
  while (all.length < height) all.push('');
  return {
    rows: all,
    cursor: cursorOf(source, rows.length),
    keys: line ? [] : placedKeys(ui, width),
    headings: {
      entries: placed.entries.map(({ column, x, width }) => ({ id: column.id, x, width })),
      connections: placed.connections.map(({ column, x, width }) => ({ id: column.id, x, width })),
    },
  };
}

/** Draws the tables or the overlay, dimmed where they are out of date. */
function middleRows(
  { ui, picture, geometry, overlay }: FrameSource,
  panes: PanesSource,
  placed: Placed,
): Row[] {
  const { columns: width, middle } = geometry;
  const { cut } = panes.drawing.glyphs;
  const rows = ui.overlay
    ? overlayRows(ui.overlay, overlay, panes.drawing, { width, height: middle })
    : paneRows(panes, placed);
  const shown = rows.slice(0, middle).map((row) => fitRow(row, width, cut));
  while (shown.length < middle) shown.push([]);
  const isOld = picture.lost !== undefined && !LASTING.has(ui.overlay?.kind);
  return isOld ? shown.map((row) => inOneTone(row, 'quiet')) : shown;
}

/** Overlays that are as true without a service. */
const LASTING: ReadonlySet<string | undefined> = new Set(['help', 'log', 'output']);

function cursorOf({ ui, line }: FrameSource, above: number): Place | undefined {
  if (line) return { x: line.cursor.x, y: above + line.cursor.y };
  if (ui.mode.kind !== 'filter') return undefined;
  const { text, cursor } = ui.mode.editor.line;
  return { x: FILTER_PROMPT.length + textWidth(text.slice(0, cursor)), y: above };
}
