import type { OptionName } from '../language/options.ts';
import type { ChangeRun } from '../service/contract/backend.ts';
import type { StagedBackend } from '../service/session/staged-backend.ts';
import type { Answer } from './answer.ts';
import type { Sink } from './shell.ts';

/** A line that has begun: a change, which may be answered later than the next one is begun, or anything else. */
export type Begun =
  | {
      readonly kind: 'change';
      readonly done: Promise<Answer>;
      readonly json: boolean;
    }
  | { readonly kind: 'other'; readonly run: (sink: Sink) => Promise<Answer>; readonly json: boolean };

/** What a line works on: its backend, the options of the script it stands in, how changes stop, and what ends it. */
export interface LineRun {
  readonly backend: StagedBackend;
  readonly options?: ReadonlySet<OptionName> | undefined;
  readonly changes?: ChangeRun | undefined;
  readonly signal?: AbortSignal | undefined;
}
