import type { Completion } from '../language/complete.ts';
import type { Hint } from '../language/hint.ts';
import type { Reading } from '../language/reading.ts';
import type { Span } from '../language/token.ts';

/** A line with its alias replaced, and how to get back from it to the line as typed. */
export interface Expanded {
  readonly line: string;
  /** The replaced alias: its place in the typed line, its name and value. */
  readonly alias?: { readonly span: Span; readonly name: string; readonly value: string };
}

/**
 * Replaces the first word of a line (after `netsh`, as in batch files) where it is an alias; once, so that no alias
 * loops.
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

/**
 * Moves a reading of the expanded line to the places of the typed one, where the alias stands for all of its value.
 */
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

/** Moves a hint of the expanded line to the typed one, and adds what the alias stands for. */
export function typedHint<H>(hint: Hint<H>, { alias }: Expanded): Hint<H> {
  if (!alias) return hint;
  const typed = { ...hint, shortWords: [], alias: { word: alias.name, name: alias.value } };
  if (!hint.problem) return typed;
  return { ...typed, problem: { ...hint.problem, span: back(hint.problem.span, alias) } };
}

/** Moves a completion of the expanded line to its place in the typed one. */
export function typedCompletion(completion: Completion, { alias }: Expanded): Completion {
  return alias ? { ...completion, span: back(completion.span, alias) } : completion;
}

/** Returns the cursor in the expanded line; undefined where it stands in the alias itself. */
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
