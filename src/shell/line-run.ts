import type { OptionName } from '../language/options.ts';
import type { ChangeRun } from '../service/contract/backend.ts';
import type { StagedBackend } from '../service/session/staged-backend.ts';
import type { Answer } from './answer.ts';
import type { FrontEnd } from './front-end.ts';

/**
 * A line that has begun: a change, whose answer may come after the next line has begun, or another line, still to be
 * run.
 */
export type Begun =
  /** A comment or a blank line. */
  | { readonly kind: 'nothing' }
  | {
      readonly kind: 'change';
      readonly done: Promise<Answer>;
      readonly json: boolean;
    }
  | { readonly kind: 'other'; readonly run: (front: FrontEnd) => Promise<Answer>; readonly json: boolean };

/** A line's backend, options and end. */
export interface LineRun {
  readonly backend: StagedBackend;
  /** Options of the script that the line stands in. */
  readonly options?: ReadonlySet<OptionName> | undefined;
  /** The front end of a line that a person may have typed, who gets remarks at a terminal. */
  readonly typedAt?: FrontEnd | undefined;
  /** Makes the changes behind a failed one stop. */
  readonly changes?: ChangeRun | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A script's front end, backend, options and end. */
export interface ScriptRun {
  /** A person may have typed the line that asks for it. */
  readonly isTyped?: boolean | undefined;
  readonly front: FrontEnd;
  readonly backend: StagedBackend;
  readonly options: ReadonlySet<OptionName>;
  readonly signal?: AbortSignal | undefined;
}
