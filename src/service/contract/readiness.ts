import { closeSync, writeSync } from 'node:fs';
import { isRecord } from '../../portproxy/is-record.ts';
import { type CodeAt, isCodeAt } from '../../errors/errors.ts';

/** The report of a service that was started on demand to its starter, sent once, on a pipe. */
export type Readiness =
  /** It serves, or another process already does (`started: false`). `notices`: faults of the table, as sentences. */
  | {
      readonly kind: 'ready';
      readonly started: boolean;
      readonly pid: number;
      readonly notices: readonly string[];
    }
  | { readonly kind: 'failed'; readonly code: CodeAt<'start'>; readonly message: string };

/** Sends the report and closes the pipe; a starter that has left is no fault. */
export function tellReadiness(fd: number, readiness: Readiness): void {
  try {
    writeSync(fd, `${JSON.stringify(readiness)}\n`);
    closeSync(fd);
  } catch {
    // Nobody listens.
  }
}

/** Reads the report of `tellReadiness`; undefined for anything else. */
export function parseReadiness(text: string): Readiness | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isRecord(value)) return undefined;
  const { kind, started, pid, notices, code, message } = value;
  if (kind === 'ready') {
    return typeof started === 'boolean' && typeof pid === 'number' && isTexts(notices)
      ? { kind, started, pid, notices }
      : undefined;
  }
  return kind === 'failed' && isCodeAt('start', code) && typeof message === 'string'
    ? { kind, code, message }
    : undefined;
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}

/** Returns the code of a fault as a starter gets it. */
export function readinessCode(code: string): CodeAt<'start'> {
  return isCodeAt('start', code) ? code : 'start';
}
