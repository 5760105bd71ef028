import type { Context, ContextPath } from '../language/schema.ts';
import { upTo } from '../language/resolve.ts';

/** Where a session stands: its context, the contexts that pushd remembered (the newest last), and its aliases. */
export interface SessionState<H> {
  readonly path: ContextPath<H>;
  readonly stack: readonly ContextPath<H>[];
  readonly aliases: ReadonlyMap<string, string>;
}

/** At most so many contexts are remembered; the oldest are forgotten. */
const MAX_STACK = 1000;

/** Returns the state of a new session. */
export function initialState<H>(path: ContextPath<H>): SessionState<H> {
  return { path, stack: [], aliases: new Map() };
}

/** Goes one context up; at the root, nowhere. */
export function goUp<H>(state: SessionState<H>): SessionState<H> {
  return { ...state, path: upTo(state.path, Math.max(1, state.path.length - 1)) };
}

/** Enters a context. */
export function enter<H>(state: SessionState<H>, path: ContextPath<H>): SessionState<H> {
  return { ...state, path };
}

/** Remembers the current context. */
export function push<H>(state: SessionState<H>): SessionState<H> {
  return { ...state, stack: [...state.stack, state.path].slice(-MAX_STACK) };
}

/** Returns to the context remembered last; without one, nothing changes. */
export function pop<H>(state: SessionState<H>): SessionState<H> {
  const path = state.stack.at(-1);
  return path ? { ...state, path, stack: state.stack.slice(0, -1) } : state;
}

/** Defines an alias, or removes it where the value is undefined. Names are compared without case. */
export function withAlias<H>(
  state: SessionState<H>,
  name: string,
  value: string | undefined,
): SessionState<H> {
  const aliases = new Map(state.aliases);
  if (value === undefined) aliases.delete(name.toLowerCase());
  else aliases.set(name.toLowerCase(), value);
  return { ...state, aliases };
}

/** Replaces the root; contexts that are gone become the one above them. */
export function withRoot<H>(state: SessionState<H>, root: Context<H>): SessionState<H> {
  const moved = ([, ...below]: ContextPath<H>): ContextPath<H> => {
    const path: [Context<H>, ...Context<H>[]] = [root];
    for (const { name } of below) {
      const entry = path.at(-1)!.entries.find((each) => each.kind === 'context' && each.name === name);
      if (entry?.kind !== 'context') break;
      path.push(entry);
    }
    return path;
  };
  return { ...state, path: moved(state.path), stack: state.stack.map(moved) };
}
