import type { Feed } from '../../service/contract/feed.ts';
import { rowWidth } from '../live/screen/row.ts';
import type { Frame } from '../screen/frame.ts';
import { paintRow } from '../screen/span.ts';
import type { Theme } from '../screen/theme.ts';
import type { PanelView } from './panel-view.ts';

/** A compact live table above the prompt, which one key turns on and off. */
export interface Panel {
  /** Turns it on or off; without a wish, over. Gives whether it is on then. */
  set(isOn?: boolean): boolean;
  /** How many rows of a terminal it takes. */
  height(size: Size): number;
  /** A frame of the prompt with the panel above it. */
  above(frame: Frame, size: Size): Frame;
  /** Ends the feed. */
  stop(): void;
}

/** Size of the terminal in cells. */
interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** What the panel is made of. */
export interface PanelParts {
  readonly feed: Feed;
  readonly theme: Theme;
  readonly env: NodeJS.ProcessEnv;
  /** Something of it has changed; the prompt is to be drawn anew. */
  readonly changed: () => void;
}

/** The part of the screen that it takes at most. */
const SHARE = 3;
/** A terminal with fewer rows has no room for it. */
const LEAST_ROWS = 9;

/** A panel that is off; what it shows is loaded when it is turned on. */
export function createPanel(parts: PanelParts): Panel {
  let isOn = false;
  let view: PanelView | undefined;

  async function open(): Promise<void> {
    const { openPanelView } = await import('./panel-view.ts');
    if (isOn) view ??= openPanelView(parts);
    parts.changed();
  }

  function close(): void {
    view?.close();
    view = undefined;
  }

  function rowsOf({ columns, rows }: Size) {
    if (!view || rows < LEAST_ROWS) return [];
    // No row is as wide as the terminal, so that a narrower one folds none of them.
    return view.rows(columns - 1, Math.floor(rows / SHARE));
  }

  return {
    set(wish = !isOn) {
      if (wish === isOn) return isOn;
      isOn = wish;
      if (isOn) void open();
      else close();
      return isOn;
    },
    height: (size) => rowsOf(size).length,
    above(frame, size) {
      const rows = rowsOf(size);
      if (rows.length === 0) return frame;
      return {
        rows: [...rows.map((row) => paintRow(row, parts.theme)), ...frame.rows],
        widths: [...rows.map(rowWidth), ...frame.widths],
        cursor: { x: frame.cursor.x, y: frame.cursor.y + rows.length },
      };
    },
    stop() {
      isOn = false;
      close();
    },
  };
}
