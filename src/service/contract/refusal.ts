import { StoreError } from '../../store/store-error.ts';
import { elevationAdvice } from '../../system/privileges.ts';
import { ServiceError } from './service-error.ts';
import type { ChangeResult } from '../../portproxy/changes/results.ts';

/** Returns the result of a change that the store could not write. */
export function storeRefusal(
  error: unknown,
): ChangeResult & { kind: 'refused'; code: 'elevation' | 'storage' } {
  if (!(error instanceof StoreError)) {
    return { kind: 'refused', code: 'storage', detail: `The service failed: ${String(error)}.` };
  }
  return error.code === 'elevation'
    ? { kind: 'refused', code: 'elevation', detail: `${error.message} ${elevationAdvice()}` }
    : { kind: 'refused', code: 'storage', detail: error.message };
}

/** Returns a `StoreError` as a `ServiceError`, for everything but changes; any other error as it is. */
export function storeServiceError(error: unknown): unknown {
  if (!(error instanceof StoreError)) return error;
  switch (error.code) {
    case 'elevation':
      return new ServiceError('elevation', `${error.message} ${elevationAdvice()}`, error);
    case 'newer':
      return new ServiceError('version', error.message, error);
    case 'storage':
      return new ServiceError('storage', error.message, error);
  }
}
