import { matchName } from './match.ts';
import type { Part } from './reading.ts';
import type { Tag, Tags } from './schema.ts';
import type { Span, Token } from './token.ts';

/** An argument of a line before tags are matched: `name=value`, its words joined, or a bare value. */
export interface Argument {
  readonly name?: string;
  readonly value: string;
  readonly nameSpan?: Span;
  readonly valueSpan: Span;
  /** The whole argument, from the tag to the end of the value. */
  readonly span: Span;
  readonly word: string;
}

/** An argument with the tag that it was placed under. */
export interface Supplied {
  readonly tag: string;
  readonly argument: Argument;
}

/** The arguments that have a tag, and the first that has none. */
export interface Placement {
  readonly supplied: readonly Supplied[];
  readonly fault?: {
    readonly code: 'unknown-tag' | 'repeated' | 'too-many';
    readonly argument: Argument;
    readonly tag?: string;
  };
}

/**
 * Splits words into arguments. Joins `tag= value`, `tag =value` and `tag = value` (spec section 3), but never takes a
 * word that begins with a known tag as the value of the tag before it.
 */
export function splitArguments(tokens: readonly Token[], tags: Tags): Argument[] {
  const found: Argument[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at]!;
    const next = tokens[at + 1];
    if (token.equals < 0 && !token.quoted && next && next.equals === 0) {
      const value = next.text.length > 1 ? undefined : tokens[at + 2];
      if (next.text.length > 1) found.push(named(token, token.text, next, next.text.slice(1)));
      else if (value && !startsWithTag(value, tags)) found.push(named(token, token.text, value, value.text));
      else found.push(named(token, token.text, next, ''));
      at += value && !startsWithTag(value, tags) ? 2 : 1;
    } else if (token.equals >= 0) {
      const name = token.text.slice(0, token.equals);
      const text = token.text.slice(token.equals + 1);
      const joined = text === '' && !token.quoted && next && !startsWithTag(next, tags) ? next : undefined;
      found.push(named(token, name, joined ?? token, joined ? joined.text : text));
      if (joined) at++;
    } else {
      found.push({ value: token.text, valueSpan: token.span, span: token.span, word: token.text });
    }
  }
  return found;
}

/** Places each argument under its tag: named ones first, then bare values into the positions still free, in order. */
export function placeArguments(found: readonly Argument[], tags: Tags): Placement {
  const list = Object.entries(tags).map(([name, tag]) => ({ name, tag }));
  const byTag = new Map<string, Argument>();
  for (const argument of found) {
    if (argument.name === undefined) continue;
    const tag = matchTag(list, argument.name)?.name;
    if (tag === undefined) return { supplied: order(byTag), fault: { code: 'unknown-tag', argument } };
    if (byTag.has(tag)) return { supplied: order(byTag), fault: { code: 'repeated', argument, tag } };
    byTag.set(tag, argument);
  }
  const positions = list.filter(({ name, tag }) => !tag.extension && !byTag.has(name));
  for (const argument of found) {
    if (argument.name !== undefined) continue;
    const tag = positions.shift();
    if (!tag) return { supplied: order(byTag), fault: { code: 'too-many', argument } };
    byTag.set(tag.name, argument);
  }
  return { supplied: order(byTag) };
}

/** Returns the tag that a (possibly short) name stands for; netsh's own tags come before ours. */
export function matchTag<T extends { readonly name: string; readonly tag: Tag }>(
  list: readonly T[],
  name: string,
): T | undefined {
  return matchName([...list.filter((t) => !t.tag.extension), ...list.filter((t) => t.tag.extension)], name);
}

/** Returns the parts of placed arguments, for colours and explanations. */
export function argumentParts(supplied: readonly Supplied[]): Part[] {
  return supplied.flatMap(({ tag, argument }) => [
    ...(argument.nameSpan ? [{ span: argument.nameSpan, role: 'tag' as const, name: tag }] : []),
    { span: argument.valueSpan, role: 'value' as const, name: tag },
  ]);
}

function order(byTag: ReadonlyMap<string, Argument>): Supplied[] {
  return [...byTag]
    .map(([tag, argument]) => ({ tag, argument }))
    .toSorted((a, b) => a.argument.span.start - b.argument.span.start);
}

function startsWithTag(token: Token, tags: Tags): boolean {
  if (token.equals <= 0) return false;
  const name = token.text.slice(0, token.equals);
  return (
    matchName(
      Object.keys(tags).map((tag) => ({ name: tag })),
      name,
    ) !== undefined
  );
}

function named(token: Token, name: string, valueToken: Token, value: string): Argument {
  const nameEnd = token.equals < 0 ? token.span.end : token.span.start + token.equals + 1;
  const own = valueToken === token;
  return {
    name,
    value,
    nameSpan: { start: token.span.start, end: nameEnd },
    valueSpan: { start: own ? nameEnd : valueToken.span.start, end: valueToken.span.end },
    span: { start: token.span.start, end: valueToken.span.end },
    word: name,
  };
}
