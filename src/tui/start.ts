import { createDriver } from './driver.ts';
import type { LendTerminal, TuiOptions } from './options.ts';
import { startPlain } from './plain.ts';
import { createKeyInput } from './terminal/input.ts';
import { type Paging, isLonger, runPager } from './terminal/pager.ts';
import { type Reflow, WHO_ARE_YOU, reflowOf } from './terminal/reflow.ts';
import { watchProcess } from './terminal/signals.ts';

const START_OF_ROW = '\r\u001B[J';

/**
 * The interactive shell in a terminal. Gives the exit code; the terminal is then as it was found. A terminal that
 * knows no escape sequences (`TERM=dumb`) and a screen reader (Ink's `INK_SCREEN_READER=true`) get plain lines.
 */
export async function startTui(options: TuiOptions): Promise<number> {
  if (wantsPlainLines(options.env)) return startPlain(options);
  const { stdin, stdout } = options;
  const { promise: exitCode, resolve: ended } = Promise.withResolvers<number>();
  const input = createKeyInput(stdin, stdout);
  let isLent = false;
  const lend: LendTerminal = async (work) => {
    input.pause();
    isLent = true;
    try {
      return await work();
    } finally {
      isLent = false;
      input.resume();
    }
  };
  const driver = createDriver(options, pagingOf(options, lend), ended);
  // Keys typed while Ink loads are ours already, and the terminal does not echo them.
  input.start(driver.press, () => driver.end(0));
  options.onTerminal?.(lend);
  // The prompt is there at once; Ink, which takes several times as long to load, draws over it.
  stdout.write(driver.frame().rows[0] ?? '');
  const { openScreen } = await import('./screen/ink-screen.tsx');
  stdout.write(START_OF_ROW);
  const screen = openScreen(stdout, options.stderr, driver.frame());

  const restore = (): void => {
    input.stop();
    screen.close();
  };
  let reflow: Promise<Reflow> | undefined;
  const redraw = (): void => {
    // Asked at the first change of size and not before: an answer that comes after the end would be typed elsewhere.
    void driver.redraw(() => (reflow ??= input.ask(WHO_ARE_YOU).then(reflowOf)));
  };
  const unwatch = watchProcess({
    end: driver.end,
    // Whoever has the terminal gets the signal too, and knows better what it means.
    interrupt: () => !isLent && driver.press([{ kind: 'chord', chord: 'Ctrl-C' }]),
    resume() {
      if (isLent) return;
      input.resume();
      redraw();
    },
    restore,
  });
  stdout.on('resize', redraw);
  driver.attach(screen);

  const code = await exitCode;
  stdout.off('resize', redraw);
  unwatch();
  restore();
  return code;
}

/** The user's own pager, which gets the terminal while it runs. */
function pagingOf({ env, stdout }: TuiOptions, lend: LendTerminal): Paging | undefined {
  const command = env['PAGER'];
  if (!command) return undefined;
  return {
    isLong: (text) => isLonger(text, stdout.columns, stdout.rows),
    page: (text) => lend(() => runPager(command, text, env)),
  };
}

function wantsPlainLines(env: NodeJS.ProcessEnv): boolean {
  return env['TERM'] === 'dumb' || env['INK_SCREEN_READER'] === 'true';
}
