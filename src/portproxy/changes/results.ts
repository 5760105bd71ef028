import type { CodeAt } from '../../errors/errors.ts';
import type { Entry } from '../entry.ts';
import type { ListenSide } from '../key.ts';
import type { Change } from '../table.ts';

/**
 * The result of one change. `done` has one notice for each entry that is stored but does not listen (a full sentence
 * that names the entry and says why); `skipped` follows a failure in a batch that stops at the first.
 */
export type ChangeResult =
  /** `count`: how many rules a change of rules met. */
  | { readonly kind: 'done'; readonly notices: readonly string[]; readonly count?: number | undefined }
  | { readonly kind: 'absent' }
  | { readonly kind: 'skipped' }
  | { readonly kind: 'refused'; readonly code: RefusalCode; readonly detail: string };

/** Why nothing could be changed. */
export type RefusalCode = CodeAt<'change'>;

/** Changes that are made all together or not at all, and the table that they expect. */
export interface Transaction {
  /** Applied in order. */
  readonly changes: readonly Change[];
  readonly expected: Expected;
}

/** The state of the table on which changes rely. */
export interface Expected {
  /** Entries that must be there with these values. */
  readonly entries: readonly Entry[];
  /** Sides that no entry may have. */
  readonly absent: readonly ListenSide[];
  /** No other entries may be there. */
  readonly nothingElse: boolean;
}

/** The result of a transaction: one notice for each entry that is stored but held, or why nothing was changed. */
export type TransactionResult =
  | { readonly kind: 'done'; readonly notices: readonly string[] }
  | { readonly kind: 'conflict'; readonly conflicts: readonly Conflict[] };

/**
 * One reason why a transaction was not made. `changed`: the table is not as expected; `listen`: the system does not let
 * a new or changed entry listen. `detail` is a full sentence that names the entry.
 */
export interface Conflict {
  readonly code: CodeAt<'commit'>;
  readonly detail: string;
}
