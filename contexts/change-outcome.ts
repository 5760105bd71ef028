import type { Outcome } from '../src/language/outcome.ts';
import type { ChangeResult } from '../src/portproxy/changes/results.ts';

/** netsh's words for a right that is missing (spec section 6). */
export const ELEVATION = 'The requested operation requires elevation (Run as administrator).';

/** What a command answers after its change. */
export function changeOutcome(result: ChangeResult): Exclude<Outcome, { kind: 'session' }> {
  switch (result.kind) {
    case 'done':
      return result.notices.length > 0 ? { kind: 'noticed', notices: result.notices } : { kind: 'done' };
    case 'absent':
      return { kind: 'failed', code: 'absent', message: 'The system cannot find the file specified.' };
    case 'skipped':
      return {
        kind: 'failed',
        code: 'skipped',
        message: 'Not carried out, because a line before it failed.',
      };
    case 'refused':
      return result.code === 'elevation'
        ? { kind: 'failed', code: 'elevation', message: ELEVATION, detail: result.detail }
        : { kind: 'failed', code: result.code, message: result.detail };
  }
}
