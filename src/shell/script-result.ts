import type { Answer } from './answer.ts';

/** How the lines of a script ended; comments and blank lines are not counted. */
export interface ScriptResult {
  /** No line failed, and nothing that was staged was discarded. */
  readonly ok: boolean;
  /** Lines that ran. */
  readonly ran: number;
  readonly failed: number;
  /** Numbers of the first lines that failed, counted from 1. */
  readonly firstFailed: readonly number[];
  /** Lines behind a failed change. */
  readonly skipped: number;
  /** Blocks of contexts that were not found, and the lines of these that were skipped. */
  readonly lostBlocks: number;
  readonly lostLines: number;
  /** It ended at its first error, as asked. */
  readonly isStopped: boolean;
}

/** At most so many failed lines are named. */
export const MAX_NAMED = 5;

/**
 * Returns the answer to the line that ran a script: a check tells its result everywhere, a run only at a terminal. `more`
 * is a sentence behind it for people.
 */
export function scriptAnswer(name: string, result: ScriptResult, isCheck: boolean, more?: string): Answer {
  const summary = scriptSummary(name, result, isCheck);
  const answer = { out: [], failed: !result.ok };
  const told = [more === undefined ? summary : `${summary} ${more}`];
  return isCheck ? { ...answer, notices: told } : { ...answer, remark: told };
}

/** Tells in one line how a script ended, or what a check of it found. */
function scriptSummary(name: string, result: ScriptResult, isCheck: boolean): string {
  const { ran, failed, firstFailed, skipped, lostBlocks, lostLines, isStopped } = result;
  const facts = [
    `${lines(ran)} ${isCheck ? 'checked' : 'run'}`,
    ...(failed > 0 && !isCheck ? [`${ran - failed} done`] : []),
    failed === 0 ? 'no errors' : `${failed} failed (${named(firstFailed, failed)})`,
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
    ...(lostBlocks > 0
      ? [`${lostBlocks === 1 ? '1 block' : `${lostBlocks} blocks`} skipped (${lines(lostLines)})`]
      : []),
    ...(isStopped ? ['stopped there'] : []),
  ];
  return `${name}: ${facts.join(', ')}.`;
}

function named(first: readonly number[], failed: number): string {
  const more = failed > first.length ? ` and ${failed - first.length} more` : '';
  return `${failed === 1 ? 'line' : 'lines'} ${first.join(', ')}${more}`;
}

function lines(count: number): string {
  return count === 1 ? '1 line' : `${count} lines`;
}
