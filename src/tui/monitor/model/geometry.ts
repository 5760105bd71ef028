import type { PaneName } from './ui.ts';

/** Where a table stands: its title at `y`, its headings below, then its rows. */
interface Area {
  readonly y: number;
  /** How many rows of the table are seen; 0 where it is not shown. */
  readonly rows: number;
}

/** How the screen is divided. */
export interface Geometry {
  readonly columns: number;
  readonly height: number;
  readonly header: number;
  /** The rows between header and bottom line, for what stands in the place of the tables. */
  readonly middle: number;
  readonly entries: Area;
  readonly connections: Area;
}

/** Size of the terminal in cells. */
export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** Title and headings. */
const PANE_FRAME = 2;
const NOT_SHOWN: Area = { y: 0, rows: 0 };

/**
 * Divides the screen. The entries get what they need, up to somewhat more than half; where there is too little room
 * for two tables, only the one with the focus is shown. It depends on nothing that changes with the traffic.
 */
export function divide(size: Size, bottom: number, entryCount: number, focus: PaneName): Geometry {
  const { columns, rows: height } = size;
  const header = height >= 14 ? 2 : 1;
  const middle = Math.max(0, height - header - bottom);
  const base = { columns, height, header, middle };
  const forRows = middle - 2 * PANE_FRAME;
  if (forRows < 4) {
    const only = { y: header, rows: Math.max(0, middle - PANE_FRAME) };
    return focus === 'entries'
      ? { ...base, entries: only, connections: NOT_SHOWN }
      : { ...base, entries: NOT_SHOWN, connections: only };
  }
  const entries = Math.min(Math.max(entryCount, 2), Math.ceil(forRows * 0.55));
  return {
    ...base,
    entries: { y: header, rows: entries },
    connections: { y: header + PANE_FRAME + entries, rows: forRows - entries },
  };
}
