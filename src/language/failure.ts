import { ERRORS, type CodeAt } from '../errors/errors.ts';
import type { Failure } from './outcome.ts';

/** Returns a failed command; `message` is a sentence of the table or one that its place makes. */
export function failure(code: CodeAt<'command'>, message: string, detail?: string): Failure {
  return { kind: 'failed', code, message, ...(detail !== undefined && { detail }) };
}

/** Returns the failure that tells a fault or a refusal. A right that is missing is told in netsh's words, ours below. */
export function failureOf(code: CodeAt<'command'>, text: string, cause?: unknown): Failure {
  const told =
    code === 'elevation' ? failure(code, ERRORS.elevation.says.command, text) : failure(code, text);
  return cause === undefined ? told : { ...told, cause };
}
