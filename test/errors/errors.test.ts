import fc from 'fast-check';
import { expect, expectTypeOf, test } from 'vitest';
import { API_ERRORS } from '../../src/errors/api-errors.ts';
import { type CodeAt, ERRORS, type ErrorCode, fill, isCodeAt } from '../../src/errors/errors.ts';
import { ERROR_NOTES } from '../../src/errors/notes.ts';
import { unknownFault } from '../../src/errors/fault.ts';
import type { ErrorRow } from '../../src/errors/row.ts';
import type { Failure } from '../../src/language/outcome.ts';
import type { Problem } from '../../src/language/reading.ts';
import { readSourceTree } from '../../tools/source-tree.ts';
import path from 'node:path';

const tree = readSourceTree(path.resolve(import.meta.dirname, '../..'));
const SOURCE = tree.files.map(tree.textOf).join('\n');

const SENTENCES = [...Object.entries(ERRORS), ...Object.entries(API_ERRORS)].flatMap(([code, row]) =>
  Object.keys('says' in row ? row.says : {}).map((name) => ({ code, name })),
);

test.each(SENTENCES)('the sentence $name of $code is told somewhere', ({ code, name }) => {
  const whole = [`.${code}.says.${name}`, `['${code}'].says.${name}`].some((use) => SOURCE.includes(use));
  const ofProblem =
    Object.hasOwn(ERRORS, code) && isCodeAt('line', code) && ['line', 'syntax'].includes(name);
  const picked = new RegExp(`\\{[^}]*\\b${name}\\b[^}]*\\} = ERRORS\\.${code}\\.says`).test(SOURCE);
  expect(whole || ofProblem || picked).toBe(true);
});

test('an error has a sentence, or words about the sentences that its place makes', () => {
  const rows: Readonly<Record<string, ErrorRow>> = ERRORS;
  for (const [code, { made, help }] of Object.entries(ERROR_NOTES)) {
    expect(rows[code]?.says ?? made, code).toBeDefined();
    expect(help, code).toMatch(/[.`]$/);
  }
});

test('the codes of readers, commands and places are those of the table', () => {
  expectTypeOf<Problem<never>['code']>().toEqualTypeOf<CodeAt<'line'>>();
  expectTypeOf<Failure['code']>().toEqualTypeOf<CodeAt<'command'>>();
  expectTypeOf<CodeAt<'start' | 'change'>>().toExtend<CodeAt<'command'>>();
  expectTypeOf<CodeAt<'start'>>().toExtend<CodeAt<'service'>>();
  expectTypeOf<CodeAt<'store'>>().toEqualTypeOf<'elevation' | 'storage' | 'newer'>();
  expectTypeOf<ErrorCode>().not.toExtend<CodeAt<'command'>>();
});

test.each([
  ['start', 'busy', true],
  ['start', 'unreachable', false],
  ['service', 'unreachable', true],
  ['change', 'listen', false],
  ['commit', 'changed', true],
  ['service', 'toString', false],
  ['service', 7, false],
  ['service', undefined, false],
] as const)('at %s the code %s: %s', (place, code, expected) => expect(isCodeAt(place, code)).toBe(expected));

test('values stand in a sentence as they are, whatever they hold', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (word, tag) => {
      const told = fill(ERRORS.unacceptable.says.line, { word, tag });
      expect(told).toBe(`${word} is not an acceptable value for ${tag}.`);
    }),
  );
});

test.each([
  ['command', 'internal', 'The command failed: lost'],
  ['change', 'storage', 'The service failed: Error: lost.'],
  ['api', 'fault', 'The service failed: Error: lost'],
  ['bridge', 'protocol', 'lost'],
] as const)('an unknown error at the edge %s is %s and is kept', (edge, code, message) => {
  const error = new Error('lost');
  expect(unknownFault(edge, error)).toMatchObject({ code, message, cause: error });
});

test('whatever else is thrown is told as text', () => {
  expect(unknownFault('command', 'lost').message).toBe('The command failed: lost');
});
