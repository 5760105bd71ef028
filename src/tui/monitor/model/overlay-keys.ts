import type { MonitorCommand } from '../keys/table.ts';
import type { Context, Step } from './step.ts';
import type { Overlay, Ui } from './ui.ts';

/** Handles a command while an overlay stands in the place of the tables; undefined: the tables handle it. */
export function overlayCommand(
  ui: Ui,
  overlay: Overlay,
  command: MonitorCommand,
  { geometry }: Context,
): Step | undefined {
  const page = Math.max(1, geometry.middle - 2);
  switch (command) {
    case 'up':
      return scrolled(ui, overlay, -1);
    case 'down':
      return scrolled(ui, overlay, 1);
    case 'page-up':
      return scrolled(ui, overlay, -page);
    case 'page-down':
    case 'mark':
      return scrolled(ui, overlay, page);
    case 'first':
      return scrolled(ui, overlay, -Infinity);
    case 'last':
      return scrolled(ui, overlay, Infinity);
    case 'log':
      return overlay.kind === 'log' ? closed(ui) : undefined;
    case 'help':
      return overlay.kind === 'help' ? closed(ui) : undefined;
    case 'escape':
    case 'details':
      return closed(ui);
    case 'leave':
      return closed(ui);
    case 'pane':
    case 'scope':
    case 'sort':
    case 'sort-back':
    case 'reverse':
    case 'filter':
      return { ui };
    case 'toggle':
    case 'edit':
    case 'delete':
    case 'kill':
    case 'kill-client':
      return overlay.kind === 'entry' || overlay.kind === 'connection' ? undefined : { ui };
    case 'pause':
    case 'faster':
    case 'slower':
    case 'command':
    case 'mouse':
    case 'save':
    case 'suspend':
    case 'redraw':
      return undefined;
  }
}

/** Scrolls by rows. `settleScroll` limits it when it is drawn, where the number of rows is known. */
function scrolled(ui: Ui, overlay: Overlay, rows: number): Step {
  return { ui: { ...ui, overlay: { ...overlay, scroll: Math.max(0, overlay.scroll + rows) } } };
}

/** Scrolls no further than the last row. */
export function settleScroll(ui: Ui, rows: number, height: number): Ui {
  const { overlay } = ui;
  const most = Math.max(0, rows - height);
  return overlay && overlay.scroll > most ? { ...ui, overlay: { ...overlay, scroll: most } } : ui;
}

function closed({ overlay: _overlay, ...ui }: Ui): Step {
  return { ui };
}
