import type { LiveState } from '../../live/feed/live-state.ts';
import { settle, withLivingMarks } from '../../live/table/pane.ts';
import type { Geometry } from './geometry.ts';
import type { Lists } from './lists.ts';
import type { Overlay, Ui } from './ui.ts';

/** Adapts selections and details to changed rows, sizes and choices. */
export function settleUi(ui: Ui, lists: Lists, picture: LiveState, geometry: Geometry): Ui {
  const entries = settle(
    withLivingMarks(ui.entries, picture.entries),
    lists.entries.map((row) => row.key),
    geometry.entries.rows,
  );
  const connections = settle(
    withLivingMarks(ui.connections, picture.connections),
    lists.connections.map((row) => row.key),
    geometry.connections.rows,
  );
  const overlay = ui.overlay && settleOverlay(ui.overlay, picture);
  if (entries === ui.entries && connections === ui.connections && overlay === ui.overlay) return ui;
  return { ...ui, entries, connections, overlay };
}

function settleOverlay(overlay: Overlay, picture: LiveState): Overlay {
  switch (overlay.kind) {
    case 'entry': {
      const row = picture.entries.get(overlay.row.key);
      return row === overlay.row ? overlay : { ...overlay, row: row ?? overlay.row, isGone: !row };
    }
    case 'connection': {
      const row = picture.connections.get(overlay.row.key);
      const isSame = row?.info.startedAt === overlay.row.info.startedAt;
      if (isSame && row === overlay.row) return overlay;
      return { ...overlay, row: isSame && row ? row : overlay.row, isGone: !isSame };
    }
    case 'log': {
      // New items come at the top: what is read stays where it is.
      const { total } = picture.log;
      if (total === overlay.total) return overlay;
      const scroll = overlay.scroll === 0 ? 0 : overlay.scroll + total - overlay.total;
      return { ...overlay, total, scroll };
    }
    case 'help':
    case 'output':
      return overlay;
  }
}
