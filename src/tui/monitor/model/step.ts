import type { Assist } from '../../model/prompt.ts';
import type { LiveState } from '../../live/feed/live-state.ts';
import type { Geometry } from './geometry.ts';
import type { Lists } from './lists.ts';
import type { Ui } from './ui.ts';

/** The monitor's surroundings as keys need them. */
export interface Context {
  readonly picture: LiveState;
  readonly lists: Lists;
  readonly geometry: Geometry;
  /** The shell's prompt, which names the context in which lines are understood. */
  readonly prompt: string;
  readonly assist: Assist;
  readonly question: (line: string) => string | undefined;
}

/** A key's request beyond the state. */
export type Effect =
  /** `isTyped`: from the command line, whose output is shown in full. */
  | { readonly kind: 'run'; readonly lines: readonly string[]; readonly isTyped: boolean }
  /** The command line opens: the shell reads the table again. */
  | { readonly kind: 'refresh' }
  | { readonly kind: 'mouse'; readonly isOn: boolean }
  | { readonly kind: 'save' }
  | { readonly kind: 'suspend' }
  | { readonly kind: 'redraw' }
  | { readonly kind: 'leave' };

/** The state after a key, and the key's request. */
export interface Step {
  readonly ui: Ui;
  readonly effect?: Effect;
}

/** Carries out a command. */
export type Handler = (ui: Ui, context: Context) => Step;

/** Says why nothing happened. */
export function noted(ui: Ui, text: string): Step {
  return { ui: { ...ui, message: { kind: 'note', text } } };
}
