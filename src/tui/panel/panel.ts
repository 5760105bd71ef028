import { rowWidth } from '../live/screen/row.ts';
import type { Frame } from '../screen/frame.ts';
import { paintRow } from '../screen/span.ts';
import type { Theme } from '../screen/theme.ts';
import type { PanelSource, PanelView } from './panel-view.ts';

/** A compact live table above the prompt, which one key turns on and off. */
export interface Panel {
  /** Turns it on or off; off, it reads no feed. */
  set(isOn: boolean): void;
  /** Returns how many rows of a terminal it takes. */
  height(size: Size): number;
  /** Returns a frame of the prompt with the panel above it. */
  above(frame: Frame, size: Size): Frame;
}

/** Size of the terminal in cells. */
interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** It takes one third of the terminal's rows at most. */
const SHARE = 3;
/** A terminal with fewer rows has no room for it. */
const LEAST_ROWS = 9;

/** Creates a panel that is off; its code is loaded when it is turned on. */
export function createPanel(parts: PanelSource & { readonly theme: Theme }): Panel {
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
    set(wanted) {
      if (wanted === isOn) return;
      isOn = wanted;
      if (isOn) void open();
      else close();
    },
    height: (size) => rowsOf(size).length,
    above(frame, size) {
      const rows = rowsOf(size);
      if (rows.length === 0) return frame;
      return {
        ...frame,
        rows: [...rows.map((row) => paintRow(row, parts.theme)), ...frame.rows],
        widths: [...rows.map(rowWidth), ...frame.widths],
        cursor: { x: frame.cursor.x, y: frame.cursor.y + rows.length },
      };
    },
  };
}
