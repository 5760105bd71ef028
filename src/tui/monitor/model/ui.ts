import type { Editor } from '../../line/editor.ts';
import type { PromptState } from '../../model/prompt.ts';
import type { ConnectionRow } from '../../live/feed/connection-row.ts';
import type { EntryRow } from '../../live/feed/entry-row.ts';
import { type Pane, newPane } from '../../live/table/pane.ts';

/** The two tables. */
export type PaneName = 'entries' | 'connections';

/** All that the monitor shows beside the picture, and keeps between two keys. */
export interface Ui {
  readonly focus: PaneName;
  readonly entries: Pane<string>;
  readonly connections: Pane<number>;
  /** Whose connections are listed. */
  readonly scope: 'all' | 'selected';
  readonly isPaused: boolean;
  readonly hasMouse: boolean;
  readonly mode: Mode;
  readonly overlay?: Overlay | undefined;
  readonly message?: Message | undefined;
}

/** What keys are for at the moment. */
export type Mode =
  | { readonly kind: 'table' }
  | { readonly kind: 'filter'; readonly pane: PaneName; readonly editor: Editor; readonly before: string }
  /** Lines that run when they are answered with y. */
  | { readonly kind: 'confirm'; readonly lines: readonly string[]; readonly question: string }
  | { readonly kind: 'command'; readonly line: PromptState };

/** What stands in the place of the tables. */
export type Overlay =
  | { readonly kind: 'help'; readonly scroll: number }
  | { readonly kind: 'output'; readonly title: string; readonly text: string; readonly scroll: number }
  /** Details of a row, which is kept as it was last when it is gone. */
  | { readonly kind: 'entry'; readonly row: EntryRow; readonly isGone: boolean; readonly scroll: number }
  | {
      readonly kind: 'connection';
      readonly row: ConnectionRow;
      readonly isGone: boolean;
      readonly scroll: number;
    };

/** What the line above the keys says until the next key. */
export type Message =
  | { readonly kind: 'note'; readonly text: string }
  | { readonly kind: 'running'; readonly line: string }
  | { readonly kind: 'ran'; readonly line: string; readonly ok: boolean; readonly text: string };

/** Keys move in the tables. */
export const TABLE: Mode = { kind: 'table' };

/** The monitor as it opens. */
export const NEW_UI: Ui = {
  focus: 'entries',
  entries: newPane(),
  connections: newPane(),
  scope: 'all',
  isPaused: false,
  hasMouse: true,
  mode: TABLE,
};
