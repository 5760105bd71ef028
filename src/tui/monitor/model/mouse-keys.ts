import { CONNECTION_COLUMNS } from '../table/connection-columns.ts';
import { ENTRY_COLUMNS } from '../../live/table/entry-columns.ts';
import { type Sort, sortBy } from '../../live/table/order.ts';
import { overlayCommand } from './overlay-keys.ts';
import type { Context, Step } from './step.ts';
import { selectRow, withSort } from './table-keys.ts';
import type { PaneName, Ui } from './ui.ts';

/** A press or a turn of the wheel, at a cell counted from 0. */
export interface MouseEvent {
  readonly kind: 'press' | 'wheel-up' | 'wheel-down';
  readonly x: number;
  readonly y: number;
}

/** A heading's place in its row, in cells, and its column's id. */
interface Heading {
  readonly id: string;
  readonly x: number;
  readonly width: number;
}

/** The headings of each table. */
export type Headings = Readonly<Record<PaneName, readonly Heading[]>>;

const WHEEL_ROWS = 3;

/** Handles the mouse: a click selects a row or sorts by a heading, the wheel moves by rows. */
export function updateByMouse(ui: Ui, event: MouseEvent, headings: Headings, context: Context): Step {
  if (ui.mode.kind !== 'table' && ui.mode.kind !== 'filter') return { ui };
  const rows = event.kind === 'wheel-up' ? -WHEEL_ROWS : WHEEL_ROWS;
  if (ui.overlay) {
    if (event.kind === 'press') return { ui };
    let now = ui;
    for (let step = 0; step < WHEEL_ROWS && now.overlay; step++) {
      now = overlayCommand(now, now.overlay, rows < 0 ? 'up' : 'down', context)?.ui ?? now;
    }
    return { ui: now };
  }
  const name = paneAt(event.y, context);
  if (!name) return { ui };
  const area = context.geometry[name];
  if (event.kind !== 'press') return { ui: selectRow(ui, name, ui[name].index + rows, context) };
  const row = event.y - area.y - 2;
  if (row >= 0) {
    const index = ui[name].top + row;
    return {
      ui: index < context.lists[name].length ? selectRow(ui, name, index, context) : { ...ui, focus: name },
    };
  }
  const over = ({ x, width }: Heading): boolean => event.x >= x && event.x < x + width;
  const heading = row === -1 ? headings[name].find(over) : undefined;
  const focused: Ui = { ...ui, focus: name };
  return { ui: heading ? withSort(focused, name, clicked(ui[name].sort, name, heading.id)) : focused };
}

/** A second click on a heading reverses the order. */
function clicked(sort: Sort, name: PaneName, id: string): Sort {
  if (sort.column === id) return { ...sort, isReversed: !sort.isReversed };
  const columns = name === 'entries' ? ENTRY_COLUMNS : CONNECTION_COLUMNS;
  const isSortable = columns.some((column) => column.id === id && column.sortBy);
  if (!isSortable) return sort;
  return name === 'entries' ? sortBy(ENTRY_COLUMNS, id) : sortBy(CONNECTION_COLUMNS, id);
}

function paneAt(y: number, { geometry }: Context): PaneName | undefined {
  return (['entries', 'connections'] as const).find((name) => {
    const area = geometry[name];
    return area.rows > 0 && y >= area.y && y < area.y + 2 + area.rows;
  });
}
