import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Key, chord, text } from '../../../src/tui/keys/key.ts';
import type { LineContext } from '../../../src/tui/model/run-lines.ts';
import { NEW_VI, NORMAL } from '../../../src/tui/model/vi/vi.ts';
import { type Effect, IDLE, type Message, type State, startState } from '../../../src/tui/model/state.ts';
import { update } from '../../../src/tui/model/update.ts';
import { smallSession } from '../fixtures/session.ts';

const session = smallSession();
const context: LineContext = {
  history: ['interface portproxy', 'show all'],
  prompt: session.prompt,
  complete: (line, cursor) => session.complete(line, cursor),
  read: (line) => session.read(line),
  near: () => undefined,
};
const ENTER = chord('Enter');
const CTRL_C = chord('C', 4);

/** The shell with its messages in a row. */
function after(state: State, ...messages: readonly Message[]): { state: State; effects: Effect[] } {
  const effects: Effect[] = [];
  let now = state;
  for (const message of messages) {
    const step = update(now, message, context);
    now = step.state;
    effects.push(...step.effects);
  }
  return { state: now, effects };
}

const keys = (...some: readonly (Key | string)[]): Message => ({
  kind: 'keys',
  keys: some.map((one) => (typeof one === 'string' ? text(one) : one)),
});
const ENDED: Message = { kind: 'line-ended', ok: true, leave: false, isInterrupted: false };

/** A prompt whose facts are known. */
const START = startState();
const ready: State = { ...START, work: IDLE, factsOf: 0 };

/** A shell in which a line runs. */
function running(...lines: readonly string[]): State {
  const pasted = lines.join('\n');
  const entered = after(ready, { kind: 'keys', keys: [{ kind: 'paste', text: pasted }, ENTER] });
  if (lines.length > 1) return entered.state;
  return after(entered.state, { kind: 'asked', of: entered.state.work }).state;
}

const kinds = (effects: readonly Effect[]) => effects.map((effect) => effect.kind);

describe('keys of vi in normal mode', () => {
  const vi = { ...ready, prompt: { ...ready.prompt, vi: { ...NEW_VI, mode: NORMAL } } };

  test.each(['k', '/', '?', 'gg', 'n'])(
    '%s waits until the history was read, and for nothing else',
    (typed) => {
      const { state, effects } = after({ ...vi, factsOf: -1 }, keys(text(typed)));
      expect(kinds(effects)).toEqual(['read-history', 'draw']);
      expect(state.work).toEqual({ kind: 'reading', what: 'history' });
      expect(after(state, { kind: 'history-read' }).state.work).toEqual(IDLE);
    },
  );

  test('another editor keeps the line, and what is under way', () => {
    const typed = after(ready, keys(text('add'))).state;
    const { state, effects } = after(typed, { kind: 'editing', editing: 'vi' });
    expect(kinds(effects)).toEqual(['draw']);
    const escaped = after(state, keys(chord('Escape'))).state;
    expect(escaped.prompt.editor.line).toEqual({ text: 'add', cursor: 2 });
    const back = after(escaped, { kind: 'editing', editing: 'emacs' }).state;
    expect(back.prompt.editor.line.text).toBe('add');
    expect(back.prompt.vi).toBeUndefined();
    expect(after(running('show all'), { kind: 'editing', editing: 'vi' }).effects).toEqual([]);
  });
});

describe('the suspend key', () => {
  const CTRL_Z = chord('Z', 4);

  test('waits until the screen is open', () => {
    const early = after(START, keys(CTRL_Z));
    expect(early.effects).toEqual([]);
    expect(kinds(after(early.state, { kind: 'opened' }).effects)).toContain('suspend');
  });

  test('is obeyed at once while a line runs', () => {
    expect(kinds(after(running('exec a'), keys(CTRL_Z)).effects)).toEqual(['suspend']);
  });
});

describe('Ctrl-C on an empty line', () => {
  test('leaves a shell that says so, and no other', () => {
    expect(kinds(after(ready, keys(CTRL_C)).effects)).not.toContain('run');
    const step = update(ready, keys(CTRL_C), { ...context, leavesOnInterrupt: true });
    expect(step.effects).toContainEqual({ kind: 'run', line: 'exit' });
    const typed = update(ready, keys('sh', CTRL_C), { ...context, leavesOnInterrupt: true });
    expect(kinds(typed.effects)).not.toContain('run');
  });
});

describe('a line', () => {
  test('is asked about, then echoed, remembered and run', () => {
    const asking = after(ready, keys('exec a', ENTER));
    expect(kinds(asking.effects)).toEqual(['ask']);
    const { state, effects } = after(asking.state, { kind: 'asked', of: asking.state.work });
    expect(effects).toEqual([
      { kind: 'hide' },
      { kind: 'echo', line: 'exec a', mark: '' },
      { kind: 'remember', line: 'exec a', isValid: true },
      { kind: 'run', line: 'exec a' },
    ]);
    expect(state.commands).toBe(1);
    expect(kinds(after(state, ENDED).effects)).toEqual(['show', 'read-facts', 'draw']);
  });

  test('is left on the prompt with the question where there is one', () => {
    const asking = after(ready, keys('exec a', ENTER)).state;
    const { state, effects } = after(asking, { kind: 'asked', of: asking.work, question: 'Sure?' });
    expect(state.prompt.mode).toEqual({ kind: 'ask', question: 'Sure?', line: 'exec a' });
    expect(kinds(effects)).toEqual(['draw']);
    expect(kinds(after(state, keys('y')).effects)).toContain('run');
  });

  test('given up by Ctrl-C while it is asked about never runs, whatever is answered later', () => {
    const asking = after(ready, keys('exec a', ENTER)).state;
    const { state, effects } = after(asking, keys(CTRL_C), { kind: 'asked', of: asking.work });
    expect(effects).toEqual([
      { kind: 'hide' },
      { kind: 'echo', line: 'exec a', mark: '^C' },
      { kind: 'show' },
      { kind: 'draw' },
    ]);
    expect(state.work).toBe(IDLE);
  });

  test('that runs is interrupted by Ctrl-C, and keys typed before it are dropped', () => {
    const { state, effects } = after(running('exec a'), keys('x', CTRL_C, 'y'));
    expect(effects).toEqual([{ kind: 'out', text: '^C\n' }, { kind: 'interrupt' }]);
    expect(after(state, { ...ENDED, isInterrupted: true }).state.prompt.editor.line.text).toBe('y');
  });

  test('that is interrupted is the last of several; else those that failed are named', () => {
    const failed: Message = { ...ENDED, ok: false };
    expect(kinds(after(running('exec a', 'exec b'), { ...failed, isInterrupted: true }).effects)).toEqual([
      'show',
      'read-facts',
      'draw',
    ]);
    const { effects } = after(running('exec a', 'exec b'), failed, ENDED);
    expect(effects).toContainEqual({ kind: 'err', text: '1 of 2 lines failed:\n  1  exec a\n' });
  });

  test('may turn the panel on and off', () => {
    const { state, effects } = after(running('exec a'), { kind: 'panel', isOn: undefined });
    expect(effects).toEqual([{ kind: 'panel', isOn: true }]);
    expect(after(state, { kind: 'panel', isOn: true }).effects).toEqual([]);
  });
});

describe('facts', () => {
  test('that are of before the last command let nothing go on', () => {
    const stale = after(running('exec a'), ENDED, keys('in', chord('Tab')));
    expect(stale.state.work).toEqual({ kind: 'reading', what: 'facts' });
    const { state } = after(stale.state, { kind: 'facts-read', commands: 0 });
    expect(state.work.kind).toBe('reading');
    const done = after(state, { kind: 'facts-read', commands: 1 });
    expect(done.state.prompt.editor.line.text).toBe('interface ');
  });

  test('are waited for before a line is asked about', () => {
    const { state, effects } = after({ ...ready, factsOf: -1 }, keys('exec a', ENTER));
    expect([state.work.kind, kinds(effects)]).toEqual(['awaiting-facts', []]);
    expect(kinds(after(state, { kind: 'facts-read', commands: 0 }).effects)).toEqual(['ask']);
  });

  test('tell once why the history is not kept', () => {
    const read: Message = { kind: 'facts-read', commands: 0, problem: 'No history.' };
    const { state, effects } = after(ready, read);
    expect(effects).toEqual([
      { kind: 'hide' },
      { kind: 'err', text: 'No history.\n' },
      { kind: 'show' },
      { kind: 'draw' },
    ]);
    expect(kinds(after(state, read).effects)).toEqual(['draw']);
  });
});

test('the end is the end', () => {
  const { state, effects } = after(running('exec a'), { kind: 'end', exitCode: 143 });
  expect(effects).toEqual([{ kind: 'end', exitCode: 143 }]);
  expect(after(state, ENDED, keys('x'), { kind: 'resized' }).effects).toEqual([]);
});

const someKeys = fc.constantFrom<Key>(
  text('exec a'),
  text('reset'),
  text('?'),
  text('y'),
  { kind: 'paste', text: 'show all\nreset\n\nfoo' },
  ...['Enter', 'Tab', 'Up', 'F1', 'F2', 'Escape', 'Ctrl-C', 'Ctrl-D', 'Ctrl-L', 'Ctrl-R'].map((name) =>
    chord(name),
  ),
);

test('whatever happens in whatever order: one line at a time, and nothing is drawn over its output', () => {
  const step = fc.oneof(
    { weight: 3, arbitrary: someKeys.map((key) => ({ kind: 'key' as const, key })) },
    fc.nat().map((which) => ({ kind: 'answer' as const, which })),
    fc.constant({ kind: 'resized' as const }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      let state = START;
      let isHidden = false;
      let isRunning = false;
      const open: Effect[] = [];
      const send = (message: Message): void => {
        const next = update(state, message, context);
        state = next.state;
        for (const effect of next.effects) {
          if (effect.kind === 'hide') expect(isHidden).toBe(false);
          if (effect.kind === 'hide') isHidden = true;
          if (effect.kind === 'draw' || effect.kind === 'redraw') expect(isHidden).toBe(false);
          if (effect.kind === 'echo' || effect.kind === 'run') expect(isHidden).toBe(true);
          if (effect.kind === 'show') {
            expect([isHidden, isRunning]).toEqual([true, false]);
            isHidden = false;
          }
          if (effect.kind === 'run') {
            expect(isRunning).toBe(false);
            isRunning = true;
          }
          open.push(effect);
        }
      };
      const answer = (effect: Effect | undefined): void => {
        if (effect?.kind === 'run') {
          isRunning = false;
          send({ ...ENDED, ok: effect.line !== 'foo' });
        } else if (effect?.kind === 'ask') {
          send({ kind: 'asked', of: effect.of, question: effect.line === 'reset' ? 'Sure?' : undefined });
        } else if (effect?.kind === 'read-facts') send({ kind: 'facts-read', commands: effect.commands });
        else if (effect?.kind === 'read-history') send({ kind: 'history-read' });
        else if (effect?.kind === 'redraw') send({ kind: 'redrawn' });
      };
      send({ kind: 'opened' });
      for (const one of steps) {
        if (one.kind === 'key') send(keys(one.key));
        else if (one.kind === 'resized') send(one);
        else if (open.length > 0) answer(open.splice(one.which % open.length, 1)[0]);
      }
      // Once everything is answered, the shell waits for keys or is over.
      while (open.length > 0) answer(open.shift());
      expect(['idle', 'over']).toContain(state.work.kind);
      if (state.work.kind === 'idle') expect([isHidden, state.typedAhead]).toEqual([false, []]);
    }),
    { numRuns: 500 },
  );
});
