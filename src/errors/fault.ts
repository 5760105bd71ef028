import { API_ERRORS, type ApiErrorCode } from './api-errors.ts';
import { ERRORS, type ErrorCode, fill } from './errors.ts';

/** An error with a code of the table; `message` is a sentence for people. */
export class Fault<Code extends ErrorCode | ApiErrorCode = ErrorCode | ApiErrorCode> extends Error {
  readonly code: Code;

  constructor(code: Code, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}

/** What an unknown error becomes where it leaves a process, or the command that threw it. */
const EDGES = {
  command: { code: 'internal', says: ERRORS.internal.says.unknown },
  change: { code: 'storage', says: ERRORS.storage.says.unknown },
  api: { code: 'fault', says: API_ERRORS.fault.says.unknown },
  bridge: { code: 'protocol', says: ERRORS.protocol.says.unknown },
} as const;

type Edge = keyof typeof EDGES;

/** Converts an error that nobody knows, once, where it leaves the part of the program that `edge` names. */
export function unknownFault<E extends Edge>(edge: E, error: unknown): Fault<(typeof EDGES)[E]['code']> {
  const { code, says } = EDGES[edge];
  const message = error instanceof Error ? error.message : String(error);
  return new Fault(code, fill(says, { message, error: String(error) }), error);
}
