import type { ApiErrorCode } from '../../errors/api-errors.ts';
import type { CodeAt } from '../../errors/errors.ts';
import { Fault } from '../../errors/fault.ts';

/** A fault between a front end and the service, here or on another machine; `message` is a sentence for people. */
export class ServiceError extends Fault<CodeAt<'service'>> {
  override readonly name = 'ServiceError';
}

/** A request to the control API that is answered with an error. */
export class ApiFault extends Fault<ApiErrorCode> {
  override readonly name = 'ApiFault';
}
