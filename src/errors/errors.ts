import { COMMAND_ERRORS } from './command-errors.ts';
import { LINE_ERRORS } from './line-errors.ts';
import type { ErrorRow, Place } from './row.ts';
import { SERVICE_ERRORS } from './service-errors.ts';

/** Every error that people meet, by its code; docs/errors.md is written from it (`npm run docs`). */
export const ERRORS = { ...LINE_ERRORS, ...COMMAND_ERRORS, ...SERVICE_ERRORS } as const;

/** The code of an error. */
export type ErrorCode = keyof typeof ERRORS;

/** The codes that appear in a place. */
export type CodeAt<P extends Place> = {
  [C in ErrorCode]: P extends (typeof ERRORS)[C]['at'][number] ? C : never;
}[ErrorCode];

const ROWS: Readonly<Record<string, ErrorRow>> = ERRORS;

/** Whether a value, from another process for example, is a code that appears in a place. */
export function isCodeAt<P extends Place>(place: P, code: unknown): code is CodeAt<P> {
  return typeof code === 'string' && Object.hasOwn(ROWS, code) && ROWS[code]!.at.includes(place);
}

/** The names in a sentence of the table. */
type NameIn<Sentence extends string> = Sentence extends `${string}{${infer Name}}${infer Rest}`
  ? Name | NameIn<Rest>
  : never;

/** Returns a sentence of the table with its values in their places. */
export function fill<Sentence extends string>(
  sentence: Sentence,
  values: Readonly<Record<NameIn<Sentence>, string | number>>,
): string {
  const known = new Map<string, unknown>(Object.entries(values));
  return sentence.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(known.get(name)));
}
