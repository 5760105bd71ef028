import { ERRORS, type CodeAt } from '../errors/errors.ts';
import type { Failure } from './outcome.ts';

/** Returns a failed command; `message` is a sentence of the table of errors, or one made where it fails. */
export function failure(code: CodeAt<'command'>, message: string, detail?: string): Failure {
  return { kind: 'failed', code, message, ...(detail !== undefined && { detail }) };
}

/** Returns the failure for a fault or a refusal; a missing right is told in netsh's words, with `text` below them. */
export function failureOf(code: CodeAt<'command'>, text: string, cause?: unknown): Failure {
  const told =
    code === 'elevation' ? failure(code, ERRORS.elevation.says.command, text) : failure(code, text);
  return cause === undefined ? told : { ...told, cause };
}
