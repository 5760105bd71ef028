import { createDriver } from './driver.ts';
import type { TuiOptions } from './options.ts';
import type { Paging } from './runner.ts';
import { startPlain } from './plain.ts';
import { type KeyInput, createKeyInput } from './terminal/input.ts';
import { runPager } from './terminal/pager.ts';
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
  const driver = createDriver(options, pagingOf(options, input), ended);
  // Keys typed while Ink loads are ours already, and the terminal does not echo them.
  input.start(driver.press, () => driver.end(0));
  options.onTerminal?.(async (work) => {
    input.pause();
    try {
      return await work();
    } finally {
      input.resume();
    }
  });
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
    interrupt: () => driver.press([{ kind: 'chord', chord: 'Ctrl-C' }]),
    resume() {
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
function pagingOf({ env, stdout }: TuiOptions, input: KeyInput): Paging | undefined {
  const command = env['PAGER'];
  if (!command) return undefined;
  return {
    rows: () => stdout.rows,
    async page(text) {
      input.pause();
      const isShown = await runPager(command, text, env);
      input.resume();
      return isShown;
    },
  };
}

function wantsPlainLines(env: NodeJS.ProcessEnv): boolean {
  return env['TERM'] === 'dumb' || env['INK_SCREEN_READER'] === 'true';
}
