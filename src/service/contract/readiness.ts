import { closeSync, writeSync } from 'node:fs';
import { type CodeAt, isCodeAt } from '../../errors/errors.ts';
import { isRecord } from './parse-change.ts';

/** What a service that was started on demand tells its starter, once, on a pipe. */
export type Readiness =
  /** It serves, or another process already does (`started: false`); what it found wrong with the table. */
  | {
      readonly kind: 'ready';
      readonly started: boolean;
      readonly pid: number;
      readonly notices: readonly string[];
    }
  | { readonly kind: 'failed'; readonly code: CodeAt<'start'>; readonly message: string };

/** Tells the starter and lets go of the pipe; a starter that has left in the meantime is no fault. */
export function tellReadiness(fd: number, readiness: Readiness): void {
  try {
    writeSync(fd, `${JSON.stringify(readiness)}\n`);
    closeSync(fd);
  } catch {
    // Nobody listens.
  }
}

/** Reads what `tellReadiness` wrote; undefined for anything else. */
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

/** The code of a fault as a starter is told it. */
export function readinessCode(code: string): CodeAt<'start'> {
  return isCodeAt('start', code) ? code : 'start';
}
