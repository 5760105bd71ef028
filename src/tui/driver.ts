import type { Key } from './keys/key.ts';
import { asksForFacts, asksForHistory, means } from './keys/needs.ts';
import { ask } from './model/ask-keys.ts';
import { createAdviser } from './model/adviser.ts';
import { type Assist, type Effect, START, type State } from './model/state.ts';
import { renewed } from './model/menu-keys.ts';
import { didYouMean } from './model/near.ts';
import { suggest } from './model/suggest.ts';
import { update } from './model/update.ts';
import type { TuiOptions } from './options.ts';
import { createPanel } from './panel/panel.ts';
import { createLookout } from './lookout.ts';
import { createOutput } from './output.ts';
import { createPatience } from './patience.ts';
import { type Ran, createRunner } from './runner.ts';
import { type Frame, type Surroundings, buildFrame, echoLine } from './screen/frame.ts';
import type { Screen } from './screen/ink-screen.tsx';
import { createTheme } from './screen/theme.ts';
import type { Paging } from './terminal/pager.ts';
import { type Reflow, foldedAbove } from './terminal/reflow.ts';

/** Brings keys, shell and screen together. */
export interface Driver {
  /** The prompt as it stands. */
  readonly frame: () => Frame;
  /** The screen is there: draw on it from now on, and take the keys that came before. */
  readonly attach: (screen: Screen) => void;
  readonly press: (keys: readonly Key[]) => void;
  /** The terminal has another size, or somebody else wrote on it; it is told how the terminal folds rows. */
  readonly redraw: (reflow: () => Promise<Reflow>) => Promise<void>;
  /** Ends at once, whatever is running. */
  readonly end: (exitCode: number) => void;
}

const CLEAR_SCREEN = '\u001B[H\u001B[2J';
const MAX_TYPED_AHEAD = 100_000;
/** As many of the pasted lines that failed are named. */
const MAX_NAMED = 10;

/** A driver; `ended` is called once, with the exit code. */
export function createDriver(
  options: TuiOptions,
  paging: Paging | undefined,
  ended: (exitCode: number) => void,
): Driver {
  const { shell, history, stdout } = options;
  const adviser = createAdviser(shell);
  const output = createOutput(stdout, options.stderr);
  const theme = createTheme(options.env);
  const runner = createRunner(shell, output, paging);
  const panel =
    options.feed && createPanel({ feed: options.feed, theme, env: options.env, changed: redrawn });
  options.onPanel?.((isOn) => panel?.set(isOn) ?? false);
  const assist: Assist = {
    get history() {
      return history.lines;
    },
    complete: adviser.complete,
  };
  let drawn: Frame | undefined;
  let state: State = START;
  let screen: Screen | undefined;
  let typedAhead: Key[] = [];
  let isBusy = true;
  let isOver = false;
  let isTold = false;
  const lookout = createLookout(history, shell, seen);
  const patience = createPatience();
  /** The history was read right before the next key. */
  let isFresh = false;

  function size() {
    return { columns: stdout.columns || 80, rows: stdout.rows || 24 };
  }

  function surroundings(): Surroundings {
    const { columns, rows } = size();
    return {
      prompt: shell.prompt,
      columns,
      rows: rows - (panel?.height({ columns, rows }) ?? 0),
      theme,
      suggestion: suggest(state, assist),
      status: options.status?.(),
      read: adviser.read,
      hint: adviser.hint,
      complete: adviser.complete,
      near: nearest,
      effect: (line) => options.effect?.(line),
    };
  }

  function frame(): Frame {
    const prompt = buildFrame(state, surroundings());
    drawn = panel?.above(prompt, size()) ?? prompt;
    return drawn;
  }

  /** The panel has changed; while something runs there is nothing of it on the screen. */
  function redrawn(): void {
    if (!isBusy && !isOver) screen?.draw(frame());
  }

  function echo(line: string): void {
    output.out(`${echoLine(shell.prompt, line, surroundings())}\n`);
  }

  function press(keys: readonly Key[]): void {
    if (isOver) return;
    for (const key of keys) {
      if (runner.isRunning() && means(key, 'cancel')) {
        typedAhead = [];
        output.out('^C\n');
        runner.interrupt();
      } else if (patience.isWaiting() && means(key, 'cancel')) {
        typedAhead = [key];
        patience.giveUp();
      } else if (typedAhead.length < MAX_TYPED_AHEAD) typedAhead.push(key);
    }
    takeKeys();
  }

  function takeKeys(): void {
    if (isBusy || isOver) return;
    let key: Key | undefined;
    while ((key = typedAhead[0])) {
      if (lookout.isStale() && asksForFacts(key)) {
        void waitFor(lookout.done());
        break;
      }
      if (asksForHistory(key) && !isFresh) {
        void waitFor(history.refresh());
        isFresh = true;
        break;
      }
      typedAhead.shift();
      isFresh &&= asksForHistory(key);
      if (means(key, 'panel')) {
        panel?.set();
        continue;
      }
      const step = update(state, key, assist);
      state = step.state;
      if (step.effect) {
        void carryOut(step.effect);
        return;
      }
    }
    screen?.draw(frame());
  }

  /** The keys go on once something has been read. */
  async function waitFor(work: Promise<void>): Promise<void> {
    isBusy = true;
    await patience.wait(work);
    isBusy = false;
    takeKeys();
  }

  async function carryOut(wanted: Effect): Promise<void> {
    isBusy = true;
    const effect = await confirmed(wanted);
    if (!effect) {
      isBusy = false;
      takeKeys();
      return;
    }
    await screen?.hide();
    switch (effect.kind) {
      case 'run':
        await runLines(effect.lines);
        break;
      case 'cancel':
        output.out(`${echoLine(shell.prompt, effect.line, surroundings())}^C\n`);
        break;
      case 'help':
        echo(helpLine(effect.line));
        await run(helpLine(effect.line));
        break;
      case 'clear':
        stdout.write(CLEAR_SCREEN);
        break;
      case 'leave':
        output.out(`${shell.prompt}\n`);
        await run('exit');
        end(0);
        break;
    }
    if (isOver) return;
    output.endLine();
    adviser.forget();
    screen?.show(frame());
    isBusy = false;
    if (effect.kind === 'run') lookout.look();
    takeKeys();
  }

  /** What is to be done now: nothing where a line is asked about first, by what the last line's changes have left. */
  async function confirmed(effect: Effect): Promise<Effect | undefined> {
    if (effect.kind !== 'run' || effect.isSure || !options.question) return effect;
    const line = effect.lines[0] ?? '';
    const { question: questionOf } = options;
    const asked = await patience.wait(
      (async () => {
        if (lookout.isStale()) await lookout.done();
        return questionOf(line);
      })(),
    );
    if (!asked) {
      typedAhead = [];
      return { kind: 'cancel', line };
    }
    const question = asked.value;
    if (question === undefined) return effect;
    state = ask(state, question, line);
    return undefined;
  }

  async function runLines(lines: readonly string[]): Promise<void> {
    const failed: string[] = [];
    for (const [at, line] of lines.entries()) {
      echo(line);
      if (line.trim() === '') continue;
      const near = nearest(line);
      if (shell.read(line).kind === 'command') lookout.outdate();
      void history.add(line, shell.read(line).kind !== 'failed');
      const ran = await run(line);
      if (!ran.ok) failed.push(`  ${at + 1}  ${line}`);
      if (!ran.ok && near !== undefined) output.err(`Did you mean ${near}?\n`);
      if (isOver || ran.isInterrupted) return;
    }
    if (lines.length > 1 && failed.length > 0) {
      const more = failed.length > MAX_NAMED ? [`  … and ${failed.length - MAX_NAMED} more`] : [];
      const named = [...failed.slice(0, MAX_NAMED), ...more].join('\n');
      output.err(`${failed.length} of ${lines.length} lines failed:\n${named}\n`);
    }
  }

  async function run(line: string): Promise<Ran> {
    const ran = await runner.run(line);
    adviser.forget();
    if (ran.leave) end(0);
    return ran;
  }

  function nearest(line: string): string | undefined {
    const reading = adviser.read(line);
    return reading.kind === 'failed' ? didYouMean(line, reading.problem, assist) : undefined;
  }

  /** The full help of the command that the line has so far. */
  function helpLine(line: string): string {
    const roles = new Set(['context', 'group', 'command']);
    const words = shell.read(line).parts.filter((part) => roles.has(part.role));
    return [...words.map((part) => part.name), '?'].join(' ');
  }

  /** Table, facts and history were read again: what they change is shown. */
  async function seen(): Promise<void> {
    adviser.forget();
    state = renewed(state, assist);
    if (isBusy || isOver) return;
    if (history.problem !== undefined && !isTold) {
      isTold = true;
      await screen?.hide();
      output.err(`${history.problem}\n`);
      screen?.show(frame());
    } else screen?.draw(frame());
  }

  function end(exitCode: number): void {
    if (isOver) return;
    isOver = true;
    panel?.stop();
    runner.interrupt();
    ended(exitCode);
  }

  return {
    frame,
    attach(opened) {
      screen = opened;
      isBusy = false;
      lookout.look();
      takeKeys();
    },
    press,
    async redraw(reflow) {
      if (isBusy || isOver || !screen) return;
      isBusy = true;
      const kind = await reflow();
      await screen.hide(drawn ? foldedAbove(drawn, stdout.columns, kind) : 0);
      if (!isOver) screen.show(frame());
      isBusy = false;
      takeKeys();
    },
    end,
  };
}
