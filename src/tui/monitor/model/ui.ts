import type { Editor } from '../../line/editor.ts';
import type { PromptState } from '../../model/prompt.ts';
import type { ConnectionRow } from '../../live/feed/connection-row.ts';
import type { EntryRow } from '../../live/feed/entry-row.ts';
import { type Pane, newPane } from '../../live/table/pane.ts';

/** The two tables. */
export type PaneName = 'entries' | 'connections';

/** The monitor's state between two keys, beside the picture. */
export interface Ui {
  readonly focus: PaneName;
  readonly entries: Pane<string>;
  readonly connections: Pane<number>;
  /** Lists the connections of all entries, or of the selected one. */
  readonly scope: 'all' | 'selected';
  readonly isPaused: boolean;
  readonly hasMouse: boolean;
  /** No key changes anything. */
  readonly isReadOnly: boolean;
  /** Shortest time between two frames, ms; keys are drawn at once. */
  readonly refreshMs: number;
  readonly mode: Mode;
  readonly overlay?: Overlay | undefined;
  readonly message?: Message | undefined;
}

/** The monitor's mode, by which keys are understood. */
export type Mode =
  | { readonly kind: 'table' }
  | { readonly kind: 'filter'; readonly pane: PaneName; readonly editor: Editor; readonly before: string }
  /** Lines that `y` runs. */
  | { readonly kind: 'confirm'; readonly lines: readonly string[]; readonly question: string }
  | { readonly kind: 'command'; readonly line: PromptState };

/** An overlay in the place of the tables. */
export type Overlay =
  | { readonly kind: 'help'; readonly scroll: number }
  /** `total`: how many items there were in all when it was drawn last. */
  | { readonly kind: 'log'; readonly total: number; readonly scroll: number }
  | { readonly kind: 'output'; readonly title: string; readonly text: string; readonly scroll: number }
  /** Details of a row; once the row is gone, as it was last. */
  | { readonly kind: 'entry'; readonly row: EntryRow; readonly isGone: boolean; readonly scroll: number }
  | {
      readonly kind: 'connection';
      readonly row: ConnectionRow;
      readonly isGone: boolean;
      readonly scroll: number;
    };

/** The text of the line above the keys until the next key. */
export type Message =
  | { readonly kind: 'note'; readonly text: string }
  | { readonly kind: 'running'; readonly line: string }
  | { readonly kind: 'ran'; readonly line: string; readonly ok: boolean; readonly text: string };

/** The mode in which keys act on the tables. */
export const TABLE: Mode = { kind: 'table' };

/** The times between two frames from which the user chooses, ms. */
export const REFRESH_MS = [100, 250, 500, 1000, 2000, 5000, 10_000] as const;

/** The monitor as it opens. */
export const NEW_UI: Ui = {
  focus: 'entries',
  entries: newPane(),
  connections: newPane(),
  scope: 'all',
  isPaused: false,
  hasMouse: true,
  isReadOnly: false,
  refreshMs: REFRESH_MS[0],
  mode: TABLE,
};
