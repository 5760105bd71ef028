import { unknownFault } from '../../errors/fault.ts';
import type { ChangeResult } from '../../portproxy/changes/results.ts';
import { StoreError } from '../../store/store-error.ts';
import { elevationAdvice } from '../../system/privileges.ts';
import { ServiceError } from './service-error.ts';

/** Returns the result of a change that the store could not write. */
export function storeRefusal(error: unknown): ChangeResult & { kind: 'refused' } {
  if (!(error instanceof StoreError)) {
    const { code, message } = unknownFault('change', error);
    return { kind: 'refused', code, detail: message };
  }
  const { code, message } = serviceErrorOf(error);
  return { kind: 'refused', code: code === 'elevation' ? code : 'storage', detail: message };
}

/** Returns a `StoreError` as a `ServiceError`, for everything but changes; any other error as it is. */
export function storeServiceError(error: unknown): unknown {
  return error instanceof StoreError ? serviceErrorOf(error) : error;
}

function serviceErrorOf(error: StoreError): ServiceError {
  switch (error.code) {
    case 'elevation':
      return new ServiceError('elevation', `${error.message} ${elevationAdvice()}`, error);
    case 'newer':
      return new ServiceError('version', error.message, error);
    case 'storage':
      return new ServiceError('storage', error.message, error);
  }
}
