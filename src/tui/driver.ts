import type { Key } from './keys/key.ts';
import { commandOf } from './keys/table.ts';
import { ask } from './model/ask-keys.ts';
import { createAdviser } from './model/adviser.ts';
import { type Assist, type Effect, START, type State } from './model/state.ts';
import { didYouMean } from './model/near.ts';
import { suggest } from './model/suggest.ts';
import { update } from './model/update.ts';
import type { TuiOptions } from './options.ts';
import { createOutput } from './output.ts';
import { type Paging, type Ran, createRunner } from './runner.ts';
import { type Frame, type Surroundings, buildFrame, echoLine } from './screen/frame.ts';
import type { Screen } from './screen/ink-screen.tsx';
import { createTheme } from './screen/theme.ts';
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
  let known: Promise<void> | undefined;
  let isLooking = false;

  function surroundings(): Surroundings {
    return {
      prompt: shell.prompt,
      columns: stdout.columns || 80,
      rows: stdout.rows || 24,
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
    drawn = buildFrame(state, surroundings());
    return drawn;
  }

  function echo(line: string): void {
    output.out(`${echoLine(shell.prompt, line, surroundings())}\n`);
  }

  function press(keys: readonly Key[]): void {
    if (isOver) return;
    for (const key of keys) {
      if (runner.isRunning() && key.kind === 'chord' && commandOf(key.chord) === 'cancel') {
        typedAhead = [];
        output.out('^C\n');
        runner.interrupt();
      } else if (typedAhead.length < MAX_TYPED_AHEAD) typedAhead.push(key);
    }
    takeKeys();
  }

  function takeKeys(): void {
    if (isBusy || isOver) return;
    let key: Key | undefined;
    while ((key = typedAhead[0])) {
      if (isLooking && asksForFacts(key)) {
        void waitForFacts();
        break;
      }
      typedAhead.shift();
      const step = update(state, key, assist);
      state = step.state;
      if (step.effect) {
        void carryOut(step.effect);
        return;
      }
    }
    screen?.draw(frame());
  }

  /** The keys go on once the table and the machine have been read. */
  async function waitForFacts(): Promise<void> {
    isBusy = true;
    await known;
    isBusy = false;
    takeKeys();
  }

  async function carryOut(effect: Effect): Promise<void> {
    isBusy = true;
    const question = await questionOf(effect);
    if (question !== undefined && effect.kind === 'run') {
      state = ask(state, question, effect.lines[0] ?? '');
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
    if (effect.kind === 'run') known = lookAgain();
    takeKeys();
  }

  /** What is to be asked before a line runs, by what is known once the last line's changes have been read back. */
  async function questionOf(effect: Effect): Promise<string | undefined> {
    if (effect.kind !== 'run' || effect.isSure || !options.question) return undefined;
    await known;
    return await options.question(effect.lines[0] ?? '');
  }

  async function runLines(lines: readonly string[]): Promise<void> {
    const failed: number[] = [];
    for (const [at, line] of lines.entries()) {
      echo(line);
      if (line.trim() === '') continue;
      const near = nearest(line);
      void history.add(line, shell.read(line).kind !== 'failed');
      const ran = await run(line);
      if (!ran.ok) failed.push(at + 1);
      if (!ran.ok && near !== undefined) output.err(`Did you mean ${near}?\n`);
      if (isOver || ran.isInterrupted) return;
    }
    if (lines.length > 1 && failed.length > 0) {
      output.err(`${failed.length} of ${lines.length} lines failed: ${failed.join(', ')}.\n`);
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

  /** Reads table, facts and history again behind the prompt, then shows what they change. */
  async function lookAgain(): Promise<void> {
    isLooking = true;
    await Promise.all([history.refresh(), shell.refresh()]);
    isLooking = false;
    adviser.forget();
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
    runner.interrupt();
    ended(exitCode);
  }

  return {
    frame,
    attach(opened) {
      screen = opened;
      isBusy = false;
      known = lookAgain();
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

/** Whether a key lists what the table and the machine have, so that it waits until they have been read. */
function asksForFacts(key: Key): boolean {
  return key.kind === 'chord'
    ? commandOf(key.chord) === 'complete'
    : key.kind === 'text' && key.text.includes('?');
}
