import type { TuiOptions } from './options.ts';
import { startPlain } from './plain.ts';
import { createRuntime } from './runtime.ts';
import type { Frame } from './screen/frame.ts';
import type { Screen } from './screen/ink-screen.tsx';
import { type KeyInput, createKeyInput } from './terminal/input.ts';
import { isPlainTerminal } from './terminal/plain-terminal.ts';
import { type Reflow, WHO_ARE_YOU, reflowOf } from './terminal/reflow.ts';
import { watchProcess } from './terminal/signals.ts';
import { type Suspension, watchSuspension } from './terminal/suspend.ts';

const START_OF_ROW = '\r\u001B[K';

/**
 * The interactive shell in a terminal. Resolves with the exit code; the terminal is then as it was found. A terminal that
 * knows no escape sequences and a screen reader get plain lines (`isPlainTerminal`).
 */
export async function startTui(options: TuiOptions): Promise<number> {
  if (isPlainTerminal(options.env)) return startPlain(options);
  const { stdin, stdout } = options;
  const { promise: exitCode, resolve: ended } = Promise.withResolvers<number>();
  const input = createKeyInput(stdin, stdout);
  let reflow: Promise<Reflow> | undefined;
  const { frame, attach, send } = createRuntime(options, {
    lend: input.lend,
    divert: input.divert,
    // Asked at the first change of size and not before: an answer that comes after the end would be typed elsewhere.
    reflow: () => (reflow ??= input.ask(WHO_ARE_YOU).then(reflowOf)),
    suspend: () => suspender.suspend(),
    ended,
  });
  // Keys typed while Ink loads are ours already, and the terminal does not echo them.
  input.start(
    (keys) => send({ kind: 'keys', keys }),
    () => send({ kind: 'end', exitCode: 0 }),
  );
  // The prompt is there at once; Ink, which takes several times as long to load, draws over it.
  stdout.write(frame().rows[0] ?? '');
  const { openScreen } = await import('./screen/ink-screen.tsx');
  stdout.write(START_OF_ROW);
  const screen = openScreen(options, frame());

  const suspender = watchSuspension(suspensionOf({ input, screen, frame }));
  const restore = (): void => {
    input.stop();
    screen.close();
  };
  const resized = (): void => send({ kind: 'resized' });
  const unwatch = watchProcess({
    end: (code) => send({ kind: 'end', exitCode: code }),
    interrupt() {
      // Whoever has the terminal gets the signal too, and knows better what it means.
      if (!input.isLent()) send({ kind: 'keys', keys: [{ kind: 'chord', chord: 'Ctrl-C' }] });
    },
    resume() {
      if (input.isLent()) return;
      input.resume();
      resized();
    },
    restore,
  });
  stdout.on('resize', resized);
  attach(screen);

  const code = await exitCode;
  stdout.off('resize', resized);
  unwatch();
  suspender.close();
  restore();
  return code;
}

/** Leaves the terminal as it was found while the process is stopped; whoever else has it knows better what to do. */
function suspensionOf({
  input,
  screen,
  frame,
}: {
  readonly input: KeyInput;
  readonly screen: Screen;
  readonly frame: () => Frame;
}): Suspension {
  let giveBack: (() => void) | undefined;
  let wasShown = false;
  return {
    leave() {
      if (input.isLent()) return;
      wasShown = screen.isShown();
      void screen.hide();
      const { promise, resolve } = Promise.withResolvers<void>();
      giveBack = resolve;
      void input.lend(() => promise);
    },
    takeBack() {
      if (!giveBack) return;
      giveBack();
      giveBack = undefined;
      if (wasShown) screen.show(frame());
      // The terminal may have changed its size meanwhile, which only the job that has it is told.
      process.kill(process.pid, 'SIGWINCH');
    },
  };
}
