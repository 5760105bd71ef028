import { closeSync, writeSync } from 'node:fs';
import { isRecord } from '../../portproxy/entry-json.ts';

/** What a service that was started on demand tells its starter, once, on a pipe. */
export type Readiness =
  /** It serves, or another process already does (`started: false`); what it found wrong with the table. */
  | {
      readonly kind: 'ready';
      readonly started: boolean;
      readonly pid: number;
      readonly notices: readonly string[];
    }
  | { readonly kind: 'failed'; readonly code: ReadinessCode; readonly message: string };

const CODES = ['start', 'elevation', 'storage', 'version', 'busy'] as const;

type ReadinessCode = (typeof CODES)[number];

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
  const { kind, started, pid, notices, message } = value;
  if (kind === 'ready') {
    return typeof started === 'boolean' && typeof pid === 'number' && isTexts(notices)
      ? { kind, started, pid, notices }
      : undefined;
  }
  const code = CODES.find((each) => each === value['code']);
  return kind === 'failed' && code !== undefined && typeof message === 'string'
    ? { kind, code, message }
    : undefined;
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}

/** The code of a fault as a starter is told it. */
export function readinessCode(code: string): ReadinessCode {
  return CODES.find((each) => each === code) ?? 'start';
}
