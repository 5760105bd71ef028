import type { Key } from '../keys/key.ts';
import { means } from '../keys/table.ts';
import { ask } from './ask-keys.ts';
import { asksForFacts, asksForHistory } from './asks.ts';
import { renewed } from './menu-keys.ts';
import type { PromptEffect } from './prompt.ts';
import { type LineContext, endLine, runLines } from './run-lines.ts';
import { pressInMode } from './vi/press.ts';
import { viOver } from './vi/vi.ts';
import { type Effect, IDLE, type Message, type State, type Step, type Work } from './state.ts';

/** At most so many keys are typed ahead; more are dropped. */
const MAX_TYPED_AHEAD = 100_000;

/** Returns the state after a message, and the effects to carry out. Never throws. */
export function update(state: State, message: Message, context: LineContext): Step {
  if (state.work.kind === 'over') return { state, effects: [] };
  switch (message.kind) {
    case 'opened': {
      const { commands } = state;
      return takeKeys({ ...state, work: IDLE }, [{ kind: 'read-facts', commands }], context);
    }
    case 'keys':
      return takeKeys(...queued(state, message.keys), context);
    case 'facts-read':
      return factsRead(state, message, context);
    case 'history-read': {
      const isAwaited = state.work.kind === 'reading' && state.work.what === 'history';
      return isAwaited ? takeKeys({ ...state, work: IDLE }, [], context) : { state, effects: [] };
    }
    case 'asked':
      return state.work === message.of ? asked(state, message, context) : { state, effects: [] };
    case 'line-ended': {
      const { state: next, effects } = endLine(state, message, context);
      return takeKeys(next, effects, context);
    }
    case 'panel':
      return withPanel(state, message.isOn ?? !state.isPanelOn);
    case 'editing': {
      const isVi = message.editing === 'vi';
      if (isVi === (state.prompt.vi !== undefined)) return { state, effects: [] };
      const prompt = { ...state.prompt, vi: isVi ? viOver(state.prompt.editor) : undefined };
      return { state: { ...state, prompt }, effects: isPromptShown(state.work) ? [{ kind: 'draw' }] : [] };
    }
    case 'facts-changed':
      return {
        state: { ...state, prompt: renewed(state.prompt, context) },
        effects: isPromptShown(state.work) ? [{ kind: 'draw' }] : [],
      };
    case 'said': {
      const out: Effect = { kind: 'out', text: message.text };
      return {
        state,
        effects: isPromptShown(state.work) ? [{ kind: 'hide' }, out, { kind: 'show' }] : [out],
      };
    }
    case 'panel-changed':
      return { state, effects: isPromptShown(state.work) ? [{ kind: 'draw' }] : [] };
    case 'resized':
      if (!isPromptShown(state.work)) return { state, effects: [] };
      return { state: { ...state, work: { kind: 'redrawing' } }, effects: [{ kind: 'redraw' }] };
    case 'redrawn':
      return takeKeys({ ...state, work: IDLE }, [], context);
    case 'end':
      return { state: { ...state, work: { kind: 'over' } }, effects: [message] };
  }
}

/** Puts keys behind those typed ahead. Ctrl-C ends the work under way, and drops the keys before it. */
function queued(state: State, keys: readonly Key[]): [State, Effect[]] {
  const effects: Effect[] = [];
  let { work } = state;
  let typedAhead = [...state.typedAhead];
  for (const key of keys) {
    const isCancel = means(key, 'cancel');
    // While the screen is being opened a key waits: it cannot be given back yet.
    const isAtOnce = work.kind !== 'idle' && work.kind !== 'opening';
    if (isAtOnce && means(key, 'suspend')) effects.push({ kind: 'suspend' });
    else if (isCancel && work.kind === 'running') {
      typedAhead = [];
      effects.push({ kind: 'out', text: '^C\n' }, { kind: 'interrupt' });
    } else if (isCancel && (work.kind === 'asking' || work.kind === 'awaiting-facts')) {
      typedAhead = [];
      effects.push(...cancelled(work.lines[0] ?? ''));
      work = IDLE;
    } else if (isCancel && work.kind === 'reading') {
      typedAhead = [key];
      work = IDLE;
    } else if (typedAhead.length < MAX_TYPED_AHEAD) typedAhead.push(key);
  }
  return [{ ...state, work, typedAhead }, effects];
}

/** Takes keys until one begins something that the next must wait for. */
function takeKeys(state: State, before: readonly Effect[], context: LineContext): Step {
  if (state.work.kind !== 'idle') return { state, effects: before };
  const effects = [...before];
  const keys = state.typedAhead;
  let now = state;
  let at = 0;
  while (at < keys.length && now.work.kind === 'idle') {
    const step = takeKey(now, keys[at]!, context);
    now = step.state;
    effects.push(...step.effects);
    // A key that waits stays the first.
    if (now.work.kind !== 'reading') at += 1;
  }
  if (isPromptShown(now.work)) effects.push({ kind: 'draw' });
  return { state: { ...now, typedAhead: keys.slice(at) }, effects };
}

function takeKey(state: State, key: Key, context: LineContext): Step {
  if (isStale(state) && asksForFacts(state.prompt, key)) {
    return { state: { ...state, work: { kind: 'reading', what: 'facts' } }, effects: [] };
  }
  if (!state.isHistoryFresh && asksForHistory(state.prompt, key)) {
    const work: Work = { kind: 'reading', what: 'history' };
    return { state: { ...state, work, isHistoryFresh: true }, effects: [{ kind: 'read-history' }] };
  }
  const { state: prompt, effect } = pressInMode(state.prompt, key, context);
  const isHistoryFresh = state.isHistoryFresh && asksForHistory(state.prompt, key);
  const next = { ...state, prompt, isHistoryFresh };
  return effect ? begin(next, effect, context) : { state: next, effects: [] };
}

/** Begins what a key asks for. */
function begin(state: State, effect: PromptEffect, context: LineContext): Step {
  switch (effect.kind) {
    case 'run': {
      const { lines, isSure } = effect;
      if (isSure) return runLines(state, lines, 'typed', context);
      if (isStale(state))
        return { state: { ...state, work: { kind: 'awaiting-facts', lines } }, effects: [] };
      return asking(state, lines);
    }
    case 'cancel':
      if (effect.line === '' && context.leavesOnInterrupt) return runLines(state, ['exit'], 'leave', context);
      return { state, effects: cancelled(effect.line) };
    case 'help':
      return runLines(state, [helpLine(effect.line, context)], 'help', context);
    case 'clear':
      return { state, effects: [{ kind: 'hide' }, { kind: 'clear' }, { kind: 'show' }] };
    case 'panel':
      return withPanel(state, !state.isPanelOn);
    case 'suspend':
      return { state, effects: [{ kind: 'suspend' }] };
    case 'leave':
      return runLines(state, ['exit'], 'leave', context);
  }
}

function asking(state: State, lines: readonly string[]): Step {
  const work: Work = { kind: 'asking', lines };
  return { state: { ...state, work }, effects: [{ kind: 'ask', line: lines[0] ?? '', of: work }] };
}

function asked(
  state: State,
  { question, preview = [] }: Extract<Message, { kind: 'asked' }>,
  context: LineContext,
): Step {
  if (state.work.kind !== 'asking') return { state, effects: [] };
  const { lines } = state.work;
  if (question === undefined) {
    const step = runLines(state, lines, 'typed', context);
    return takeKeys(step.state, step.effects, context);
  }
  const shown: Effect[] =
    preview.length === 0
      ? []
      : [{ kind: 'hide' }, { kind: 'out', text: `${preview.join('\n')}\n` }, { kind: 'show' }];
  const [line = ''] = lines;
  const reading = context.read(line);
  const isDropped = reading.kind === 'command' && reading.subject.command.leaves === true;
  return takeKeys(
    { ...state, work: IDLE, prompt: ask(state.prompt, question, line, isDropped) },
    shown,
    context,
  );
}

/** New facts: whatever waits for them goes on, if no command has run since; an open menu shows them. */
function factsRead(
  before: State,
  { commands, problem }: Extract<Message, { kind: 'facts-read' }>,
  context: LineContext,
): Step {
  const isFresh = commands === before.commands;
  const state = {
    ...before,
    factsOf: isFresh ? commands : before.factsOf,
    prompt: renewed(before.prompt, context),
  };
  const { work } = state;
  if (work.kind === 'awaiting-facts' && isFresh) return asking(state, work.lines);
  const isWaitOver = work.kind === 'reading' && work.what === 'facts' && isFresh;
  if (work.kind !== 'idle' && !isWaitOver) return { state, effects: [] };
  const next = { ...state, work: IDLE };
  if (problem === undefined || state.isProblemTold) return takeKeys(next, [], context);
  const told: Effect[] = [{ kind: 'hide' }, { kind: 'err', text: `${problem}\n` }, { kind: 'show' }];
  return takeKeys({ ...next, isProblemTold: true }, told, context);
}

function withPanel(state: State, isOn: boolean): Step {
  if (isOn === state.isPanelOn) return { state, effects: [] };
  return { state: { ...state, isPanelOn: isOn }, effects: [{ kind: 'panel', isOn }] };
}

function cancelled(line: string): Effect[] {
  return [{ kind: 'hide' }, { kind: 'echo', line, mark: '^C' }, { kind: 'show' }];
}

/** Returns the line that shows the full help of the command on a line. */
function helpLine(line: string, { read }: LineContext): string {
  const roles = new Set(['context', 'group', 'command']);
  const words = read(line).parts.filter((part) => roles.has(part.role));
  return [...words.map((part) => part.name), '?'].join(' ');
}

function isStale({ factsOf, commands }: State): boolean {
  return factsOf !== commands;
}

/** Whether the prompt is on the screen and may be drawn. */
function isPromptShown({ kind }: Work): boolean {
  return kind === 'idle' || kind === 'reading';
}
