import { foldLines } from '../shell/fold.ts';
import type { LendTerminal } from '../shell/front-end.ts';
import { createLineCache } from './line-cache.ts';
import type { PromptState } from './model/prompt.ts';
import type { LineContext } from './model/run-lines.ts';
import { type Effect, type Message, type State, startState } from './model/state.ts';
import { suggest } from './model/suggest.ts';
import { update } from './model/update.ts';
import type { TuiOptions } from './options.ts';
import { createOutput } from './output.ts';
import { createPanel } from './panel/panel.ts';
import { createRunner } from './runner.ts';
import { type Frame, buildFrame, echoLine } from './screen/frame.ts';
import { signsFor } from './screen/glyphs.ts';
import type { Screen } from './screen/ink-screen.tsx';
import type { Surroundings } from './screen/surroundings.ts';
import { createTheme } from './screen/theme.ts';
import type { DivertKeys } from './terminal/built-in-pager.ts';
import { type Reflow, foldedAbove } from './terminal/reflow.ts';

/** Holds the state of the shell: takes messages and does what `update` says. */
export interface Runtime {
  /** Returns the live part of the screen as it is now. */
  readonly frame: () => Frame;
  /** Draws on this screen from now on, and takes the keys that came before. */
  readonly attach: (screen: Screen) => void;
  readonly send: (message: Message) => void;
}

/** The terminal that the shell runs in. */
export interface Terminal {
  readonly lend: LendTerminal;
  readonly divert: DivertKeys;
  /** Leaves the terminal, and stops the process until the user continues it. */
  readonly suspend: () => void;
  /** Resolves with how the terminal folds rows when it becomes narrower. */
  readonly reflow: () => Promise<Reflow>;
  /** The shell has ended, with this exit code; called once. */
  readonly ended: (exitCode: number) => void;
}

/** Whether a list is open that a `?` has opened. */
function isQuestion({ prompt: { mode } }: State): boolean {
  return mode.kind === 'menu' && mode.menu.isQuestion;
}

const CLEAR_SCREEN = '\u001B[H\u001B[2J';

/** Creates a runtime whose screen is not open yet. */
export function createRuntime(options: TuiOptions, terminal: Terminal): Runtime {
  const { shell, history, feed, stdout, stderr, env } = options;
  const answers = createLineCache(shell);
  const theme = createTheme(env);
  const signs = signsFor(env);
  const output = createOutput(stdout, stderr, signs);
  const runner = createRunner({
    shell,
    output,
    terminal: { stdout, env, lend: terminal.lend, divert: terminal.divert, signs },
    setPanel: (isOn) => send({ kind: 'panel', isOn }),
    editing: () => (state.prompt.vi ? 'vi' : 'emacs'),
    setEditing: (editing) => send({ kind: 'editing', editing }),
  });
  const panel = createPanel({ feed, theme, env, changed: () => send({ kind: 'panel-changed' }) });
  const context: LineContext = {
    get history() {
      return history.lines;
    },
    get prompt() {
      return shell.prompt;
    },
    leavesOnInterrupt: shell.leavesOnInterrupt,
    complete: answers.complete,
    read: answers.read,
    near: answers.near,
    elsewhere: (line) => shell.elsewhere(line),
    get page() {
      return drawn?.page || undefined;
    },
  };
  const effects: Effect[] = [];
  let isCarryingOut = false;
  let state = startState(options.editing);
  let screen: Screen | undefined;
  let unfollow: (() => void) | undefined;
  let drawn: Frame | undefined;
  /** What the shell says to a list that is still open. */
  let heldBack = '';

  function send(message: Message): void {
    const step = update(state, message, context);
    const isListed = isQuestion(step.state) && !isQuestion(state);
    state = step.state;
    if (isListed && shell.listed) void listed();
    if (state.work.kind === 'over') effects.length = 0;
    effects.push(...step.effects);
    if (!isCarryingOut || state.work.kind === 'over') void carryOutAll();
    if (heldBack !== '' && !isQuestion(state)) sayHeldBack();
  }

  /** Carries out effects one after the other, synchronously unless one takes time. */
  async function carryOutAll(): Promise<void> {
    isCarryingOut = true;
    let effect: Effect | undefined;
    while ((effect = effects.shift())) {
      const done = carryOut(effect);
      if (done) await done;
    }
    isCarryingOut = false;
  }

  /** Begins an effect. Returns a promise where the next must wait for it. */
  function carryOut(effect: Effect): Promise<void> | undefined {
    switch (effect.kind) {
      case 'draw':
        screen?.draw(frame());
        return undefined;
      case 'hide':
        return screen?.hide();
      case 'show':
        output.endLine();
        screen?.show(frame());
        return undefined;
      case 'out':
        output.out(effect.text);
        return undefined;
      case 'err':
        output.err(effect.text);
        return undefined;
      case 'echo':
        output.paint(`${echoLine(shell.prompt, effect.line, { theme, read: answers.read })}${effect.mark}\n`);
        return undefined;
      case 'clear':
        stdout.write(CLEAR_SCREEN);
        return undefined;
      case 'run':
        void run(effect.line);
        return undefined;
      case 'suspend':
        terminal.suspend();
        return undefined;
      case 'interrupt':
        runner.interrupt();
        return undefined;
      case 'remember':
        void history.add(effect.line, effect.isValid);
        return undefined;
      case 'read-facts':
        void readFacts(effect.commands);
        return undefined;
      case 'read-history':
        void history.refresh().then(() => send({ kind: 'history-read' }));
        return undefined;
      case 'ask':
        void ask(effect);
        return undefined;
      case 'panel':
        panel.set(effect.isOn);
        return undefined;
      case 'redraw':
        return redraw();
      case 'end':
        panel.set(false);
        unfollow?.();
        runner.interrupt();
        terminal.ended(effect.exitCode);
        return undefined;
    }
  }

  async function run(line: string): Promise<void> {
    const end = await runner.run(line);
    answers.forget();
    send({ kind: 'line-ended', ...end });
  }

  async function readFacts(commands: number): Promise<void> {
    await Promise.all([history.refresh(), shell.refresh()]);
    answers.forget();
    send({ kind: 'facts-read', commands, problem: history.problem });
  }

  /** Says what the shell says to a list that a `?` has opened. */
  async function listed(): Promise<void> {
    heldBack += (await shell.listed?.(state.prompt.editor.line.text).catch(() => undefined)) ?? '';
    if (heldBack !== '' && isQuestion(state)) send({ kind: 'panel-changed' });
    else sayHeldBack();
  }

  /** Says what waited for the list to close: above a long one it would leave the screen. */
  function sayHeldBack(): void {
    const text = heldBack;
    heldBack = '';
    if (text !== '') send({ kind: 'said', text });
  }

  async function ask({ line, of }: Extract<Effect, { kind: 'ask' }>): Promise<void> {
    const asked = await shell.question(line);
    if (typeof asked === 'object')
      send({
        kind: 'asked',
        of,
        question: asked.question,
        preview: foldLines(asked.preview(), stdout.columns),
      });
    else send({ kind: 'asked', of, question: asked });
  }

  async function redraw(): Promise<void> {
    const { columns } = stdout;
    // Only a row that is too wide now makes the terminal fold anything: else it is not asked how, and no answer comes late.
    const isFolded = drawn?.widths.some((width) => width > columns) ?? false;
    await screen?.hide(drawn && isFolded ? foldedAbove(drawn, columns, await terminal.reflow()) : 0);
    if (state.work.kind === 'over') return;
    screen?.show(frame());
    send({ kind: 'redrawn' });
  }

  function frame(): Frame {
    const size = { columns: stdout.columns || 80, rows: stdout.rows || 24 };
    const rows = size.rows - panel.height(size);
    drawn = panel.above(buildFrame(state.prompt, surroundings(state.prompt, { ...size, rows })), size);
    return drawn;
  }

  function surroundings(
    prompt: PromptState,
    { columns, rows }: { readonly columns: number; readonly rows: number },
  ): Surroundings {
    return {
      prompt: shell.prompt,
      columns,
      rows,
      theme,
      signs,
      suggestion: suggest(prompt, context),
      status: shell.status(),
      task: shell.task?.(),
      read: answers.read,
      readAhead: answers.readAhead,
      hint: answers.hint,
      complete: answers.complete,
      near: answers.near,
      elsewhere: (line) => shell.elsewhere(line),
      effect: (line) => shell.effect(line),
    };
  }

  return {
    frame,
    attach(opened) {
      screen = opened;
      send({ kind: 'opened' });
      unfollow = shell.follow(() => {
        answers.forget();
        send({ kind: 'facts-changed' });
      });
    },
    send,
  };
}
