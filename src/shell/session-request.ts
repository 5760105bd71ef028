import { ERRORS, fill } from '../errors/errors.ts';
import { descend } from '../language/resolve.ts';
import type { SessionRequest } from '../language/outcome.ts';
import type { ContextPath } from '../language/schema.ts';
import { joinWords, tokenize } from '../language/token.ts';
import type { Answer } from './answer.ts';
import { SILENT } from './answer.ts';
import type { ModeRequest } from './mode-request.ts';
import { report, withMore } from './report.ts';
import { type SessionState, enter, goUp, pop, push, withAlias } from './state.ts';

/** The session's state after a request, and the answer. */
export interface Carried<H> {
  readonly state: SessionState<H>;
  readonly answer: Answer;
}

/** Carries out a request that only changes where the session stands or its aliases. */
export function carryOut<H>(
  request: Exclude<
    SessionRequest,
    | { op: 'script' | 'explain' | 'monitor' | 'panel' | 'editing' | 'machine' | 'helper' | 'learn' }
    | ModeRequest
  >,
  state: SessionState<H>,
): Carried<H> {
  switch (request.op) {
    case 'up':
      return { state: goUp(state), answer: SILENT };
    case 'leave':
      return { state, answer: { out: [], leave: true } };
    case 'pop':
      return { state: pop(state), answer: SILENT };
    case 'push':
      return pushed(request.words, state);
    case 'unalias':
      return unaliased(request.name, state);
    case 'alias':
      return aliased(request.name, request.words, state);
  }
}

/** Returns the context that words name from the current one or one above it; undefined where they name none. */
export function findContext<H>(words: readonly string[], path: ContextPath<H>): ContextPath<H> | undefined {
  const tokens = tokenize(words.join(' '));
  for (let depth = path.length; depth >= 1; depth--) {
    const [root, ...others] = path;
    const from: ContextPath<H> = [root, ...others.slice(0, depth - 1)];
    const way = descend(tokens, 0, from, { own: true, withOurs: true, parts: [] });
    if (way.kind === 'context') return way.path;
  }
  return undefined;
}

function pushed<H>(words: readonly string[], state: SessionState<H>): Carried<H> {
  const remembered = push(state);
  if (words.length === 0) return { state: remembered, answer: SILENT };
  const path = findContext(words, state.path);
  if (path) return { state: enter(remembered, path), answer: SILENT };
  const block = words.join(' ');
  const message = fill(ERRORS['unknown-command'].says.line, { line: block });
  return {
    state: remembered,
    answer: { out: [], report: report('unknown-command', [message]), lostBlock: block },
  };
}

function aliased<H>(name: string | undefined, words: readonly string[], state: SessionState<H>): Carried<H> {
  if (name === undefined) {
    const all = [...state.aliases];
    return {
      state,
      answer: {
        out: [...all.map(([key, value]) => `${key} ${value}`), ''],
        json: { aliases: all.map(([key, value]) => ({ name: key, value })) },
      },
    };
  }
  const value = state.aliases.get(name.toLowerCase());
  if (words.length > 0) {
    return {
      state: withAlias(state, name, words.length === 1 ? words[0] : joinWords(words)),
      answer: { out: ['Ok.', ''], json: { ok: true } },
    };
  }
  return value === undefined
    ? absent(name, state)
    : { state, answer: { out: [value, ''], json: { name, value } } };
}

function unaliased<H>(name: string, state: SessionState<H>): Carried<H> {
  if (!state.aliases.has(name.toLowerCase())) return absent(name, state);
  return { state: withAlias(state, name, undefined), answer: { out: ['Ok.', ''], json: { ok: true } } };
}

function absent<H>(name: string, state: SessionState<H>): Carried<H> {
  const message = fill(ERRORS.absent.says.alias, { name });
  return { state, answer: { out: [], report: withMore(report('absent', [message]), ['']) } };
}
