import type { Completion } from '../language/complete.ts';
import type { Hint } from '../language/hint.ts';
import type { Reading } from '../language/reading.ts';
import type { Span } from '../language/token.ts';

/** A line whose first word may be an alias, as it is read, and the way back to the line as it was typed. */
export interface Expanded {
  readonly line: string;
  /** The alias that was replaced: where it stands in the typed line, and its value. */
  readonly alias?: { readonly span: Span; readonly name: string; readonly value: string };
}

/**
 * A line with its first word (after `netsh`, as in lines of batch files) replaced where that is an alias; once, so that no
 * alias can run in a circle.
 */
export function expandAlias(line: string, aliases: ReadonlyMap<string, string>): Expanded {
  const match = /^(\s*(?:netsh(?:\.exe)?\s+)?)([^\s"]+)(?=\s|$)/i.exec(line);
  const value = match ? aliases.get(match[2]!.toLowerCase()) : undefined;
  if (!match || value === undefined) return { line };
  const span = { start: match[1]!.length, end: match[0].length };
  return {
    line: line.slice(0, span.start) + value + line.slice(span.end),
    alias: { span, name: match[2]!, value },
  };
}

/** A reading of the expanded line with the places of the typed one: the alias stands for all that came of it. */
export function typedReading<H>(reading: Reading<H>, { alias }: Expanded): Reading<H> {
  if (!alias) return reading;
  const end = alias.span.start + alias.value.length;
  const parts = reading.parts
    .filter((part) => part.span.start >= end)
    .map((part) => ({ role: part.role, name: part.name, span: back(part.span, alias) }));
  const own = { span: alias.span, role: 'command' as const, name: alias.value };
  const mapped = { ...reading, parts: [own, ...parts] };
  if (mapped.kind !== 'failed') return mapped;
  return { ...mapped, problem: { ...mapped.problem, span: back(mapped.problem.span, alias) } };
}

/** A hint of the expanded line for the typed one, which also says what the alias stands for. */
export function typedHint<H>(hint: Hint<H>, { alias }: Expanded): Hint<H> {
  if (!alias) return hint;
  const typed = { ...hint, shortWords: [], alias: { word: alias.name, name: alias.value } };
  if (!hint.problem) return typed;
  return { ...typed, problem: { ...hint.problem, span: back(hint.problem.span, alias) } };
}

/** What may stand at the cursor of the expanded line, with its place in the typed one. */
export function typedCompletion(completion: Completion, { alias }: Expanded): Completion {
  return alias ? { ...completion, span: back(completion.span, alias) } : completion;
}

/** The cursor in the expanded line; undefined where it stands in the alias itself. */
export function expandedCursor(cursor: number, { alias }: Expanded): number | undefined {
  if (!alias) return cursor;
  return cursor <= alias.span.end ? undefined : cursor + shift(alias);
}

type Alias = NonNullable<Expanded['alias']>;

function back({ start, end }: Span, alias: Alias): Span {
  const valueEnd = alias.span.start + alias.value.length;
  if (end <= valueEnd && start < valueEnd) return alias.span;
  return { start: Math.max(alias.span.start, start - shift(alias)), end: end - shift(alias) };
}

function shift(alias: Alias): number {
  return alias.value.length - (alias.span.end - alias.span.start);
}
