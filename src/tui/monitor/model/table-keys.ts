import { NEW_EDITOR, setLine } from '../../line/editor.ts';
import { lineOf } from '../../line/line.ts';
import type { MonitorCommand } from '../keys/table.ts';
import { CONNECTION_COLUMNS } from '../table/connection-columns.ts';
import { ENTRY_COLUMNS } from '../../live/table/entry-columns.ts';
import { type Sort, nextSort } from '../../live/table/order.ts';
import { moveBy, moveTo, toggleMark } from '../../live/table/pane.ts';
import { type Context, type Handler, type Step, noted } from './step.ts';
import { REFRESH_MS, type Ui } from './ui.ts';
import { durationText } from '../../../../contexts/ending.ts';

/** Commands that change the view. */
export const VIEW_HANDLERS = {
  up: moved(() => -1),
  down: moved(() => 1),
  'page-up': moved((page) => -page),
  'page-down': moved((page) => page),
  first: moved(() => -Infinity),
  last: moved(() => Infinity),
  pane: (ui) => ({ ui: { ...ui, focus: ui.focus === 'entries' ? 'connections' : 'entries' } }),
  details: (ui, context) => ({ ui: withDetails(ui, context) }),
  scope: (ui) => ({ ui: { ...ui, scope: ui.scope === 'all' ? 'selected' : 'all' } }),
  sort: sortedBy((sort, name) => nextSortOf(name, sort, 1)),
  'sort-back': sortedBy((sort, name) => nextSortOf(name, sort, -1)),
  reverse: sortedBy((sort) => ({ ...sort, isReversed: !sort.isReversed })),
  filter: (ui) => {
    const before = ui[ui.focus].filter;
    const editor = setLine(NEW_EDITOR, lineOf(before));
    return { ui: { ...ui, mode: { kind: 'filter', pane: ui.focus, editor, before } } };
  },
  pause: (ui) => ({ ui: { ...ui, isPaused: !ui.isPaused } }),
  faster: refreshed(-1),
  slower: refreshed(1),
  mark: (ui, { lists }) => ({
    ui:
      ui.focus === 'entries'
        ? { ...ui, entries: toggleMark(ui.entries, keysOf(lists.entries)) }
        : { ...ui, connections: toggleMark(ui.connections, keysOf(lists.connections)) },
  }),
  mouse: (ui) => ({
    ui: { ...ui, hasMouse: !ui.hasMouse },
    effect: { kind: 'mouse', isOn: !ui.hasMouse },
  }),
  save: (ui) => ({ ui, effect: { kind: 'save' } }),
  suspend: (ui) => ({ ui, effect: { kind: 'suspend' } }),
  redraw: (ui) => ({ ui, effect: { kind: 'redraw' } }),
  log: (ui, { picture }) => ({
    ui: { ...ui, overlay: { kind: 'log', total: picture.log.total, scroll: 0 } },
  }),
  help: (ui) => ({ ui: { ...ui, overlay: { kind: 'help', scroll: 0 } } }),
  escape: escaped,
  leave: (ui) => ({ ui, effect: { kind: 'leave' } }),
} satisfies Partial<Record<MonitorCommand, Handler>>;

/** Takes the next shorter or longer time between two frames. */
function refreshed(step: 1 | -1): Handler {
  return (ui) => {
    const at = REFRESH_MS.findIndex((ms) => ms === ui.refreshMs) + step;
    const refreshMs = REFRESH_MS[Math.max(0, Math.min(at, REFRESH_MS.length - 1))] ?? ui.refreshMs;
    return noted({ ...ui, refreshMs }, `Refreshes every ${durationText(refreshMs)}.`);
  };
}

function moved(rows: (page: number) => number): Handler {
  return (ui, { geometry, lists }) => {
    const by = rows(Math.max(1, geometry[ui.focus].rows - 1));
    if (ui.focus === 'entries') {
      return { ui: { ...ui, entries: moveBy(ui.entries, keysOf(lists.entries), by) } };
    }
    return { ui: { ...ui, connections: moveBy(ui.connections, keysOf(lists.connections), by) } };
  };
}

/** Selects a row by its number, and gives its pane the focus. */
export function selectRow(ui: Ui, name: 'entries' | 'connections', index: number, { lists }: Context): Ui {
  return name === 'entries'
    ? { ...ui, focus: name, entries: moveTo(ui.entries, keysOf(lists.entries), index) }
    : { ...ui, focus: name, connections: moveTo(ui.connections, keysOf(lists.connections), index) };
}

function sortedBy(change: (sort: Sort, name: Ui['focus']) => Sort): Handler {
  return (ui) => ({ ui: withSort(ui, ui.focus, change(ui[ui.focus].sort, ui.focus)) });
}

/** Sorts a pane in another way; the selection stays on its row. */
export function withSort(ui: Ui, name: Ui['focus'], sort: Sort): Ui {
  return name === 'entries'
    ? { ...ui, entries: { ...ui.entries, sort } }
    : { ...ui, connections: { ...ui.connections, sort } };
}

function nextSortOf(name: Ui['focus'], sort: Sort, step: 1 | -1): Sort {
  return name === 'entries' ? nextSort(ENTRY_COLUMNS, sort, step) : nextSort(CONNECTION_COLUMNS, sort, step);
}

function withDetails(ui: Ui, { picture }: Context): Ui {
  if (ui.focus === 'entries') {
    const row = picture.entries.get(ui.entries.selected ?? '');
    return row ? { ...ui, overlay: { kind: 'entry', row, isGone: false, scroll: 0 } } : ui;
  }
  const row = picture.connections.get(ui.connections.selected ?? -1);
  return row ? { ...ui, overlay: { kind: 'connection', row, isGone: false, scroll: 0 } } : ui;
}

function escaped(ui: Ui): Step {
  const pane = ui[ui.focus];
  if (pane.marks.size === 0 && pane.filter === '')
    return noted(ui, 'Nothing to clear; q leaves the monitor.');
  const change = pane.filter === '' ? { marks: new Set<never>() } : { filter: '' };
  return {
    ui:
      ui.focus === 'entries'
        ? { ...ui, entries: { ...ui.entries, ...change } }
        : { ...ui, connections: { ...ui.connections, ...change } },
  };
}

function keysOf<Key>(rows: readonly { readonly key: Key }[]): Key[] {
  return rows.map((row) => row.key);
}
