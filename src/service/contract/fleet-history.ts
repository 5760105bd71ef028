import type { HistoryQuery, PastCommit, SideFilter } from '../../fleet/history.ts';
import type { EntryChange } from '../../fleet/past-change.ts';
import type { TransactionResult } from '../../portproxy/changes/results.ts';
import { isRecord } from '../../portproxy/is-record.ts';
import { type Refused, isRefused } from './fleet.ts';
import { isTransactionResult } from './parse-answers.ts';
import { ApiFault } from './service-error.ts';
import { type Is, either, isNumber, isText, listOf, oneOf, optional, shape } from './shape.ts';

/** A request to put back what a revision of the fleet's table changed, or of it one side, as this user. */
export interface UndoRequest extends SideFilter {
  readonly revision: number;
  readonly user: string;
}

/** Most commits of one answer, and most changes that it tells of each. */
export const MOST_COMMITS = 1_000;
export const MOST_CHANGES = 100_000;
const FEW = { commits: 20, changes: 10 };

const LONGEST_USER = 256;
const LONGEST_SIDE = 300;

/** Reads which commits are asked for; without numbers the last 20, with 10 changes of each. Throws an `ApiFault`. */
export function parseHistoryQuery(value: unknown): HistoryQuery {
  const given = isRecord(value) ? value : {};
  const { revision } = given;
  return {
    ...sideOf(given),
    ...(revision !== undefined && { revision: countOf(given, 'revision', Number.MAX_SAFE_INTEGER) }),
    commits: countOf(given, 'commits', MOST_COMMITS, FEW.commits),
    changes: countOf(given, 'changes', MOST_CHANGES, FEW.changes),
  };
}

/** Reads what to undo. Throws an `ApiFault`. */
export function parseUndo(value: unknown): UndoRequest {
  const given = isRecord(value) ? value : {};
  const { user } = given;
  if (typeof user !== 'string' || user.length > LONGEST_USER) {
    throw new ApiFault('invalid', 'The body names no user.');
  }
  return { ...sideOf(given), revision: countOf(given, 'revision', Number.MAX_SAFE_INTEGER), user };
}

function countOf(given: Record<string, unknown>, name: string, most: number, fallback?: number): number {
  const value = given[name] ?? fallback;
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 1 && value <= most) return value;
  throw new ApiFault('invalid', `${name} is a whole number from 1 to ${most}.`);
}

function isSide(text: unknown): text is string | undefined {
  return text === undefined || (typeof text === 'string' && text.length <= LONGEST_SIDE);
}

function sideOf({ listenPort, listenAddress }: Record<string, unknown>): SideFilter {
  if (!isSide(listenPort) || !isSide(listenAddress)) {
    throw new ApiFault('invalid', 'listenPort and listenAddress are texts.');
  }
  return {
    ...(listenPort !== undefined && { listenPort }),
    ...(listenAddress !== undefined && { listenAddress }),
  };
}

const isEntryChange = shape<EntryChange>({
  key: isText,
  kind: oneOf('added', 'changed', 'deleted', 'moved'),
  values: listOf(
    shape<EntryChange['values'][number]>({
      tag: isText,
      before: optional(isText),
      after: optional(isText),
    }),
  ),
});

const arePastCommits: Is<readonly PastCommit[]> = listOf(
  shape<PastCommit>({
    revision: isNumber,
    at: isNumber,
    author: shape<PastCommit['author']>({ user: isText, machine: isText }),
    changes: listOf(isEntryChange),
    count: isNumber,
  }),
);

/** Commits of the past, the oldest first; or why they cannot be told. */
export type HistoryAnswer = { readonly kind: 'answer'; readonly commits: readonly PastCommit[] } | Refused;

/** Whether a value tells of the past of a fleet. */
export const isHistoryAnswer: Is<HistoryAnswer> = either(
  shape<Exclude<HistoryAnswer, Refused>>({ kind: oneOf('answer'), commits: arePastCommits }),
  isRefused,
);

/** What was undone, as of a transaction; or why it could not be tried. */
export type UndoResult = TransactionResult | Refused;

/** Whether a value is the result of undoing. */
export const isUndoResult: Is<UndoResult> = either(isTransactionResult, isRefused);
