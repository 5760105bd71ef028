import type { Assist } from '../../model/prompt.ts';
import type { Picture } from '../../live/feed/picture.ts';
import type { Geometry } from './geometry.ts';
import type { Lists } from './lists.ts';
import type { Ui } from './ui.ts';

/** What keys need to know beside what is chosen. */
export interface Context {
  readonly picture: Picture;
  readonly lists: Lists;
  readonly geometry: Geometry;
  /** The shell's prompt, which tells in which context lines are understood. */
  readonly prompt: string;
  readonly assist: Assist;
  readonly question: (line: string) => string | undefined;
}

/** What the monitor is to do after a key. */
export type Effect =
  /** `isTyped`: from the command line, whose output is shown in full. */
  | { readonly kind: 'run'; readonly lines: readonly string[]; readonly isTyped: boolean }
  /** The command line opens: the shell may look again at what there is. */
  | { readonly kind: 'refresh' }
  | { readonly kind: 'mouse'; readonly isOn: boolean }
  | { readonly kind: 'redraw' }
  | { readonly kind: 'leave' };

/** What is chosen after a key, and what is to be done. */
export interface Step {
  readonly ui: Ui;
  readonly effect?: Effect;
}

/** Carries out a command. */
export type Handler = (ui: Ui, context: Context) => Step;

/** The monitor with a word about why nothing happened. */
export function noted(ui: Ui, text: string): Step {
  return { ui: { ...ui, message: { kind: 'note', text } } };
}
