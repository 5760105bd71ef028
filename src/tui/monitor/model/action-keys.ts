import { lineOf } from '../../line/line.ts';
import { setLine } from '../../line/editor.ts';
import { EMPTY_PROMPT } from '../../model/prompt.ts';
import type { ConnectionRow } from '../../live/feed/connection-row.ts';
import type { EntryRow } from '../../live/feed/entry-row.ts';
import type { MonitorCommand } from '../keys/table.ts';
import { targets } from '../../live/table/pane.ts';
import {
  deleteLine,
  editLine,
  killClientLine,
  killConnectionLine,
  killEntryLine,
  lineAt,
  stateLine,
} from './action-lines.ts';
import { type Context, type Handler, type Step, noted } from './step.ts';
import type { Ui } from './ui.ts';

/** Commands that run netsh command lines; with nothing to act on, they say why nothing happens. */
export const ACTION_HANDLERS = {
  toggle: (ui, context) => forEntries(ui, context, toggleLines),
  delete: (ui, context) => forEntries(ui, context, (rows) => rows.map(({ entry }) => deleteLine(entry))),
  kill: (ui, context) =>
    subject(ui) === 'connections'
      ? forConnections(ui, context, (rows) => rows.map(({ info }) => killConnectionLine(info)))
      : forEntries(ui, context, (rows) => rows.map(({ entry }) => killEntryLine(entry))),
  'kill-client': (ui, context) =>
    forConnections(ui, context, (rows) => [...new Set(rows.map(({ info }) => killClientLine(info.client)))]),
  edit: (ui, context) => {
    const [row] = entryTargets({ ...ui, entries: { ...ui.entries, marks: new Set() } }, context);
    return row ? withCommandLine(ui, lineAt(context.prompt, editLine(row.entry))) : noted(ui, NO_ENTRY);
  },
  command: (ui) => withCommandLine(ui, ''),
} satisfies Partial<Record<MonitorCommand, Handler>>;

const NO_ENTRY = 'This key acts on an entry: select one in the upper table (Tab switches).';
const NO_CONNECTION = 'This key acts on a connection: select one in the lower table (Tab switches).';

/** Returns the lines that disable the enabled entries; with none enabled, those that enable all. */
function toggleLines(rows: readonly EntryRow[]): string[] {
  const on = rows.filter((row) => row.entry.state !== 'disabled');
  return on.length > 0
    ? on.map(({ entry }) => stateLine(entry, 'disabled'))
    : rows.map(({ entry }) => stateLine(entry, 'enabled'));
}

function withCommandLine(ui: Ui, text: string): Step {
  const line = { ...EMPTY_PROMPT, editor: setLine(EMPTY_PROMPT.editor, lineOf(text)) };
  return { ui: { ...ui, mode: { kind: 'command', line } }, effect: { kind: 'refresh' } };
}

function forEntries(ui: Ui, context: Context, linesOf: (rows: readonly EntryRow[]) => string[]): Step {
  const rows = entryTargets(ui, context);
  return rows.length === 0 ? noted(ui, NO_ENTRY) : confirm(ui, linesOf(rows), context);
}

function forConnections(
  ui: Ui,
  context: Context,
  linesOf: (rows: readonly ConnectionRow[]) => string[],
): Step {
  const rows = connectionTargets(ui, context);
  return rows.length === 0 ? noted(ui, NO_CONNECTION) : confirm(ui, linesOf(rows), context);
}

/** Returns the kind of row to act on: the one whose details are open, else that of the table with the focus. */
function subject({ overlay, focus }: Ui): Ui['focus'] {
  if (overlay?.kind === 'entry') return 'entries';
  return overlay?.kind === 'connection' ? 'connections' : focus;
}

/** Returns the entries to act on: the one whose details are open, if it still exists, else the chosen ones. */
function entryTargets(ui: Ui, { lists }: Context): EntryRow[] {
  if (subject(ui) !== 'entries') return [];
  if (ui.overlay?.kind === 'entry') return ui.overlay.isGone ? [] : [ui.overlay.row];
  return targets(ui.entries, lists.entries);
}

function connectionTargets(ui: Ui, { lists }: Context): ConnectionRow[] {
  if (subject(ui) !== 'connections') return [];
  if (ui.overlay?.kind === 'connection') return ui.overlay.isGone ? [] : [ui.overlay.row];
  return targets(ui.connections, lists.connections);
}

function confirm(ui: Ui, lines: readonly string[], { prompt }: Context): Step {
  if (ui.message?.kind === 'running') return { ui };
  const question = lines.length === 1 ? 'Run it?' : `and ${lines.length - 1} more like it. Run them?`;
  return {
    ui: { ...ui, mode: { kind: 'confirm', lines: lines.map((line) => lineAt(prompt, line)), question } },
  };
}
