import type { PaneName } from './ui.ts';

/** A table's place, in rows of the screen: its title at `y`, its headings below, then its rows. */
interface Area {
  readonly y: number;
  /** Visible rows of the table; 0 where it is not shown. */
  readonly rows: number;
}

/** How the screen is divided; all in rows, `columns` in cells. */
export interface Geometry {
  readonly columns: number;
  readonly height: number;
  readonly header: number;
  /** Rows between header and bottom line: the tables, or the overlay in their place. */
  readonly middle: number;
  readonly entries: Area;
  readonly connections: Area;
}

/** Size of the terminal in cells. */
export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** Rows of a title and headings. */
const PANE_FRAME = 2;
const NOT_SHOWN: Area = { y: 0, rows: 0 };

/**
 * Divides the screen. The entries get the rows that they need, up to 55 percent; where there is too little room for
 * two tables, only the one with the focus is shown. Traffic never changes the division.
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
