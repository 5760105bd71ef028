import { ERRORS } from '../src/errors/errors.ts';
import { failure, failureOf } from '../src/language/failure.ts';
import type { Outcome } from '../src/language/outcome.ts';
import type { ChangeResult } from '../src/portproxy/changes/results.ts';

/** Returns the outcome of a command from the result of its change. */
export function changeOutcome(result: ChangeResult): Exclude<Outcome, { kind: 'session' }> {
  switch (result.kind) {
    case 'done':
      return result.notices.length > 0 ? { kind: 'noticed', notices: result.notices } : { kind: 'done' };
    case 'absent':
      return failure('absent', ERRORS.absent.says.entry);
    case 'skipped':
      return failure('skipped', ERRORS.skipped.says.change);
    case 'refused':
      return failureOf(result.code, result.detail);
  }
}
