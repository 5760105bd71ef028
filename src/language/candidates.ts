import type { Facts } from './facts.ts';
import { LINE_OPTIONS } from './options.ts';
import { helpWords } from './help-words.ts';
import { type Resolution, descend, isOurs, upTo, visibleEntries } from './resolve.ts';
import type { ContextPath, Suggestion } from './schema.ts';
import { type Token, quoteWord } from './token.ts';

/** Something that may stand at the cursor. */
export interface Candidate {
  /** The text that the user sees, and types on to filter. */
  readonly value: string;
  /** The text that replaces the span. Costly to compute for many candidates, so filter by `value` first. */
  readonly insert: string;
  /** One line that describes it. */
  readonly text: string;
  readonly kind: 'context' | 'group' | 'command' | 'tag' | 'value' | 'option' | 'alias';
  /** True where a blank ends it; false after `tag=`, where the value follows at once. */
  readonly closed: boolean;
}

/** Returns the names that may follow: those that are most used first, or in the order that short words have. */
export function wordCandidates<H>(
  words: readonly Token[],
  path: ContextPath<H>,
  isByUse: boolean,
): Candidate[] {
  const found: (Candidate & { readonly ours: boolean; readonly rank: number })[] = [];
  for (let depth = path.length; depth >= 1; depth--) {
    const from = upTo(path, depth);
    const own = depth === path.length;
    const resolution = descend(words, 0, from, { own, withOurs: true, parts: [] });
    if (resolution.kind === 'context') {
      const context = resolution.path.at(-1)!;
      for (const entry of visibleEntries(context, own || words.length > 0, true)) {
        const brief = entry.kind === 'context' ? entry.brief : undefined;
        const text =
          brief ??
          entry.text ??
          `Changes to the ${[...resolution.path, entry].map((c) => c.name).join(' ')} context.`;
        const kind = entry.kind === 'help' ? 'command' : entry.kind;
        const use = context.byUse?.indexOf(entry.name) ?? -1;
        const rank = (path.length - depth) * FAR + (use < 0 ? FAR - 1 : use);
        found.push({ ...wordCandidate(entry.name, text, kind), ours: isOurs(entry), rank });
      }
    } else if (own && isAboutHelp(words, resolution)) {
      const typed = words.slice(1).map(({ text }) => text);
      const entry = from.at(-1)!.entries.find(({ name }) => name === words[0]!.text.toLowerCase());
      const topics = (entry?.kind === 'help' && entry.topics) || [];
      for (const { name, text } of [...(typed.length === 0 ? topics : []), ...helpWords(path[0], typed)]) {
        found.push({ ...wordCandidate(name, text, 'command'), ours: true, rank: 0 });
      }
    } else if (resolution.kind === 'help' && resolution.subject.kind === 'group') {
      for (const one of resolution.subject.group.commands) {
        found.push({ ...wordCandidate(one.name, one.text, 'command'), ours: isOurs(one), rank: 0 });
      }
    }
  }
  const byName = new Map<string, (typeof found)[number]>();
  for (const one of found) if (!byName.has(one.value)) byName.set(one.value, one);
  const unique = [...byName.values()];
  const ordered = [...unique.filter((one) => !one.ours), ...unique.filter((one) => one.ours)];
  return (isByUse ? ordered.toSorted((a, b) => a.rank - b.rank) : ordered).map(
    ({ ours: _ours, rank: _rank, ...candidate }) => candidate,
  );
}

/** Whether words are `help` of a context and what is asked about. */
function isAboutHelp<H>(words: readonly Token[], { kind, parts }: Resolution<H>): boolean {
  return kind === 'help' && parts.length === 1 && words[0]!.text.toLowerCase() === 'help';
}

/** More than a context has names. */
const FAR = 1000;

/** A word of the language that may stand at the cursor. */
export function wordCandidate(value: string, text: string, kind: Candidate['kind']): Candidate {
  return { value, insert: value, text, kind, closed: true };
}

/** Returns the known values that begin with what is typed. */
export function valueCandidates(known: readonly Suggestion[], prefix: string): Candidate[] {
  const wanted = prefix.toLowerCase();
  const fitting = wanted === '' ? known : known.filter(({ value }) => value.toLowerCase().startsWith(wanted));
  return fitting.map((one) => new ValueCandidate(one));
}

/** A known value. A menu shows twelve of perhaps ten thousand, so all but `value` is computed when it is read. */
class ValueCandidate implements Candidate {
  readonly kind = 'value';
  readonly #known: Suggestion;

  constructor(known: Suggestion) {
    this.#known = known;
  }

  get value(): string {
    return this.#known.value;
  }

  get text(): string {
    return this.#known.text;
  }

  get insert(): string {
    return this.#known.insert ?? quoteWord(this.#known.value);
  }

  get closed(): boolean {
    return !this.#known.value.endsWith('/');
  }
}

/** Returns the long options that begin with what is typed. */
export function optionCandidates(prefix: string): Candidate[] {
  return filtered(
    LINE_OPTIONS.map((option) => wordCandidate(`--${option.name}`, option.text, 'option')),
    prefix,
  );
}

/** Returns the aliases of the session. */
export function aliasCandidates(facts: Facts): Candidate[] {
  return [...facts.aliases].map(([name, value]) => wordCandidate(name, `Alias of ${value}`, 'alias'));
}

/** Returns those that begin with what is typed, whatever the case. */
export function filtered(candidates: readonly Candidate[], prefix: string): Candidate[] {
  const wanted = prefix.toLowerCase();
  return candidates.filter((one) => one.value.toLowerCase().startsWith(wanted));
}
