import { matchName } from './match.ts';
import type { Part } from './reading.ts';
import type { Behind, Tag, Tags } from './schema.ts';
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
    /** Of `too-many`: the word goes on with a text that lost its quotes. */
    readonly isTorn?: boolean;
  };
}

/** Tags by name; what stands under a name does not matter. */
type TagNames = Readonly<Record<string, unknown>>;

/**
 * Splits words into arguments. Joins `tag= value`, `tag =value` and `tag = value` (spec section 3), but never takes a
 * word that begins with a known tag as the value of the tag before it.
 */
export function splitArguments(tokens: readonly Token[], tags: TagNames): Argument[] {
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

/** The words of a command, cut at the word that divides its two lists of parameters. */
export interface Divided {
  readonly before: readonly Token[];
  readonly divider?: Token | undefined;
  readonly after: readonly Token[];
}

/** Cuts words at the dividing word of a command, unless it is the value of a tag (`name= new`). */
export function divide(words: readonly Token[], behind: Behind | undefined): Divided {
  const at = behind
    ? words.findIndex(
        ({ text, quoted }, index) =>
          !quoted && text.toLowerCase() === behind.word && !isOpen(words[index - 1]),
      )
    : -1;
  if (at < 0) return { before: words, after: [] };
  return { before: words.slice(0, at), divider: words[at], after: words.slice(at + 1) };
}

/** Whether a word is a tag that still has no value: `name=`, or `=` alone. */
function isOpen(token: Token | undefined): boolean {
  return token !== undefined && token.equals >= 0 && token.equals === token.text.length - 1 && !token.quoted;
}

/** Places each argument under its tag: named ones first, then bare values into the positions still free, in order. */
export function placeArguments(found: readonly Argument[], tags: Tags): Placement {
  const { list, inOrder } = listed(tags);
  const byTag = new Map<string, Argument>();
  for (const argument of found) {
    if (argument.name === undefined) continue;
    const tag = matchName(inOrder, argument.name)?.name;
    if (tag === undefined) return { supplied: order(byTag), fault: { code: 'unknown-tag', argument } };
    if (byTag.has(tag)) return { supplied: order(byTag), fault: { code: 'repeated', argument, tag } };
    byTag.set(tag, argument);
  }
  const positions = list.filter(({ name, tag }) => isPositional(tag) && !byTag.has(name));
  for (const [at, argument] of found.entries()) {
    if (argument.name !== undefined) continue;
    const flag = list.find(({ name, tag }) => tag.isFlag && name === argument.value.toLowerCase());
    if (flag && byTag.has(flag.name)) {
      return { supplied: order(byTag), fault: { code: 'repeated', argument, tag: flag.name } };
    }
    if (!flag && isTorn(found[at - 1], argument, inOrder)) {
      return { supplied: order(byTag), fault: { code: 'too-many', argument, isTorn: true } };
    }
    const tag = flag ?? positions.shift();
    if (!tag) return { supplied: order(byTag), fault: { code: tooMany(list), argument } };
    byTag.set(tag.name, argument);
  }
  return { supplied: order(byTag) };
}

/**
 * Whether a bare word goes on with a text that lost its quotes (`comment=for demo`). Only behind tags of ours: what netsh takes behind its
 * own is taken here too.
 */
function isTorn(before: Argument | undefined, { value }: Argument, inOrder: Listed['list']): boolean {
  if (before?.name === undefined || /\s/.test(before.value) || !/^\p{L}/u.test(value)) return false;
  const tag = matchName(inOrder, before.name)?.tag;
  return tag?.extension === true && tag.type.hasBlanks === true;
}

/** Whether a bare value may stand for a parameter. */
export function isPositional(tag: Tag): boolean {
  return !tag.extension && !tag.isNamed && !tag.isFlag;
}

/** Where parameters are left that only names can give, a bare word is none of them, and netsh calls it no argument. */
function tooMany(list: readonly { readonly tag: Tag }[]): 'too-many' | 'unknown-tag' {
  return list.some(({ tag }) => tag.isNamed) ? 'unknown-tag' : 'too-many';
}

/** Returns the tag that a (possibly short) name stands for; netsh's own tags come before ours. */
export function matchTag<T extends { readonly name: string; readonly tag: Tag }>(
  list: readonly T[],
  name: string,
): T | undefined {
  return matchName(inMatchOrder(list), name);
}

function inMatchOrder<T extends { readonly tag: Tag }>(list: readonly T[]): readonly T[] {
  return [...list.filter((t) => !t.tag.extension), ...list.filter((t) => t.tag.extension)];
}

/** The tags of a list of parameters, in its order and in that in which names are matched. */
interface Listed {
  readonly list: readonly { readonly name: string; readonly tag: Tag }[];
  readonly inOrder: Listed['list'];
  readonly required: readonly string[];
}

/** Returns the names of the parameters that have to be given. */
export function requiredTags(tags: Tags): readonly string[] {
  return listed(tags).required;
}

/** Returns the tags of a list of parameters, made once: a script asks for them with each line. */
function listed(tags: Tags): Listed {
  const known = LISTED.get(tags);
  if (known) return known;
  const list = Object.entries(tags).map(([name, tag]) => ({ name, tag }));
  const required = list.filter(({ tag }) => tag.required).map(({ name }) => name);
  const made = { list, inOrder: inMatchOrder(list), required };
  LISTED.set(tags, made);
  return made;
}
const LISTED = new WeakMap<Tags, Listed>();

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

function startsWithTag(token: Token, tags: TagNames): boolean {
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
