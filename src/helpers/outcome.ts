import { ERRORS, fill } from '../errors/errors.ts';
import { failure } from '../language/failure.ts';
import type { Failure, Outcome } from '../language/outcome.ts';
import { visible } from '../language/visible.ts';

/** Checks the result of the action of a helper, and replaces its control characters. */
export function outcomeOf(helper: string, value: unknown): Outcome {
  const found = typeof value === 'object' && value !== null && 'kind' in value ? { ...value } : { kind: '' };
  const given: Readonly<Record<string, unknown>> = found;
  switch (given['kind']) {
    case 'done':
      return { kind: 'done' };
    case 'text':
      return isLines(given['lines'])
        ? {
            kind: 'text',
            lines: given['lines'].map(visible),
            json: given['json'] ?? { lines: given['lines'] },
          }
        : notUnderstood(helper);
    case 'noticed':
      return isLines(given['notices'])
        ? { kind: 'noticed', notices: given['notices'].map(visible) }
        : notUnderstood(helper);
    case 'failed': {
      const { message, detail, code } = given;
      if (typeof message !== 'string') return notUnderstood(helper);
      return {
        kind: 'failed',
        code: 'helper',
        ...(typeof code === 'string' && { helperCode: code }),
        message,
        ...(typeof detail === 'string' && { detail }),
      };
    }
    default:
      return notUnderstood(helper);
  }
}

/** Returns the failure of a helper, in one line. */
export function helperFailure(helper: string, reason: string): Failure {
  return failure('helper', fill(ERRORS.helper.says.failed, { helper, reason }));
}

function isLines(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((line) => typeof line === 'string');
}

function notUnderstood(helper: string): Failure {
  return helperFailure(helper, 'its command gave what netsh does not understand.');
}
