import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Host } from '../../contexts/host.ts';
import { interfaceContext } from '../../contexts/interface.ts';
import { portproxy } from '../../contexts/portproxy.ts';
import { root } from '../../contexts/root.ts';
import type { ContextPath } from '../../src/language/schema.ts';
import { type SessionState, enter, goUp, initialState, pop, push } from '../../src/shell/state.ts';

const PATHS: readonly ContextPath<Host>[] = [
  [root],
  [root, interfaceContext],
  [root, interfaceContext, portproxy],
];

test('popd returns to what pushd remembered, at any depth', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...PATHS), { maxLength: 900 }), (paths) => {
      let state = initialState<Host>([root]);
      for (const path of paths) state = enter(push(state), path);
      for (const path of paths.toReversed()) {
        expect(state.path).toBe(path);
        state = pop(state);
      }
      expect(state.path).toEqual([root]);
      expect(pop(state)).toBe(state);
    }),
    { numRuns: 50 },
  );
});

test('more than a thousand are not remembered; the oldest are forgotten, the newest return', () => {
  const [first, second, third] = PATHS as [ContextPath<Host>, ContextPath<Host>, ContextPath<Host>];
  let state: SessionState<Host> = enter(initialState<Host>(first), third);
  for (let depth = 0; depth < 5000; depth += 1) state = enter(push(state), second);
  expect(state.stack).toHaveLength(1000);
  for (let depth = 0; depth < 5000; depth += 1) state = pop(state);
  expect(state.path).toBe(second);
  expect(goUp(goUp(state)).path).toEqual([root]);
});
