import type { ApiErrorCode } from './api.ts';

/** A request that is answered with an error. */
export class ApiFault extends Error {
  override readonly name = 'ApiFault';
  readonly code: ApiErrorCode;

  constructor(code: ApiErrorCode, message: string) {
    super(message);
    this.code = code;
  }

  /** The HTTP status of the answer. */
  get status(): number {
    return STATUS[this.code];
  }
}

const STATUS: Readonly<Record<ApiErrorCode, number>> = {
  invalid: 400,
  missing: 404,
  version: 404,
  method: 405,
  held: 409,
  'too-large': 413,
  fault: 500,
  stopping: 503,
};
