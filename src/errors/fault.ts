import { API_ERRORS, type ApiErrorCode } from './api-errors.ts';
import { messageOf } from './unknown.ts';
import { ERRORS, type ErrorCode, fill } from './errors.ts';

/** An error with a code of the table; `message` is a sentence for people. */
export class Fault<Code extends ErrorCode | ApiErrorCode = ErrorCode | ApiErrorCode> extends Error {
  readonly code: Code;

  constructor(code: Code, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}

/** The code and the sentence of an unknown error, by the edge at which it is converted. */
const EDGES = {
  command: { code: 'internal', says: ERRORS.internal.says.unknown },
  change: { code: 'storage', says: ERRORS.storage.says.unknown },
  api: { code: 'fault', says: API_ERRORS.fault.says.unknown },
  bridge: { code: 'protocol', says: ERRORS.protocol.says.unknown },
} as const;

type Edge = keyof typeof EDGES;

/** Converts an unknown error at an edge (a command, a change, the control API, the bridge), and keeps it as the cause. */
export function unknownFault<E extends Edge>(edge: E, error: unknown): Fault<(typeof EDGES)[E]['code']> {
  const { code, says } = EDGES[edge];
  return new Fault(code, fill(says, { message: messageOf(error), error: String(error) }), error);
}
