import { unknownFault } from '../../errors/fault.ts';
import { StoreError } from '../../store/store-error.ts';
import { elevationAdvice } from '../../system/privileges.ts';
import { ServiceError } from './service-error.ts';
import type { ChangeResult } from '../../portproxy/changes/results.ts';

/** What a change is answered when the store could not take it. */
export function storeRefusal(
  error: unknown,
): ChangeResult & { kind: 'refused'; code: 'elevation' | 'storage' } {
  if (!(error instanceof StoreError)) {
    const { code, message } = unknownFault('change', error);
    return { kind: 'refused', code, detail: message };
  }
  return error.code === 'elevation'
    ? { kind: 'refused', code: 'elevation', detail: `${error.message} ${elevationAdvice()}` }
    : { kind: 'refused', code: 'storage', detail: error.message };
}

/** The same fault as a front end meets it outside of changes. */
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
