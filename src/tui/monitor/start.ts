import { createKeyInput } from '../terminal/input.ts';
import { watchProcess } from '../terminal/signals.ts';
import { watchSuspension } from '../terminal/suspend.ts';
import { createController } from './controller.ts';
import type { MonitorOptions } from './options.ts';
import { followFeed } from '../live/follow-feed.ts';
import { createPacer } from '../live/pacer.ts';
import { openMonitorScreen } from './screen/monitor-screen.ts';
import { MOUSE_OFF, MOUSE_ON, withoutMouse } from './terminal/mouse-input.ts';

/** Shortest time between two differences of the feed, ms; keys are drawn at once. */
const FEED_MS = 100;
/** Messages come a little early or late: a frame may come so much earlier, ms. */
const SLACK_MS = 25;
/** Ages and rates change by themselves, ms. */
const TICK_MS = 500;

/**
 * The monitor over the whole terminal, until the user leaves it. Resolves with the exit code; the terminal is then as
 * it was found.
 */
export async function startMonitor(options: MonitorOptions): Promise<number> {
  const { stdin, stdout, feed } = options;
  const { promise: exitCode, resolve: ended } = Promise.withResolvers<number>();
  const abort = new AbortController();

  const controller = createController(
    options,
    {
      size: () => ({ columns: stdout.columns || 80, rows: stdout.rows || 24 }),
      draw,
      redraw,
      mouse(isOn) {
        hasMouse = isOn;
        stdout.write(isOn ? MOUSE_ON : MOUSE_OFF);
      },
      suspend: () => suspender.suspend(),
      leave: () => ended(0),
    },
    elapsed,
  );
  const pacer = createPacer(
    () => screen.draw(controller.frame()),
    () => controller.refreshMs() - SLACK_MS,
    elapsed,
  );
  const keys = withoutMouse(stdin, controller.mouse);
  const input = createKeyInput(keys, stdout);
  let isOver = false;
  let hasMouse = true;

  function gone(): void {
    ended(1);
  }

  function draw(): void {
    if (isOver) return;
    pacer.done();
    screen.draw(controller.frame());
  }

  function redraw(): void {
    if (!isOver) screen.redraw(controller.frame());
  }

  function restore(): void {
    if (isOver) return;
    isOver = true;
    pacer.stop();
    stdout.write(MOUSE_OFF);
    input.stop();
    keys.destroy();
    screen.close();
  }

  // From here on neither Ctrl-Z nor a signal stops the process while its screen is open.
  input.start(controller.press, () => ended(0));
  let giveBack: (() => void) | undefined;
  const suspender = watchSuspension({
    leave() {
      stdout.write(MOUSE_OFF);
      screen.close();
      const { promise, resolve } = Promise.withResolvers<void>();
      giveBack = resolve;
      void input.lend(() => promise);
    },
    takeBack() {
      giveBack?.();
      if (isOver) return;
      if (hasMouse) stdout.write(MOUSE_ON);
      screen.open(controller.frame());
    },
  });
  const screen = openMonitorScreen(stdout, controller.frame());
  stdout.write(MOUSE_ON);
  stdout.on('resize', redraw);
  // A terminal that is gone says so by an error; it ends the monitor, not the process.
  stdout.on('error', gone);
  const unwatch = watchProcess({
    end: ended,
    interrupt: () => ended(0),
    resume() {
      input.resume();
      redraw();
    },
    restore,
  });
  const ticks = setInterval(() => {
    if (controller.isTicking() && pacer.isQuiet(TICK_MS - FEED_MS)) pacer.request();
  }, TICK_MS);
  void followFeed({ feed, intervalMs: FEED_MS, signal: abort.signal }, (message) => {
    if (isOver) return;
    controller.take(message);
    pacer.request();
  });

  const code = await exitCode;
  clearInterval(ticks);
  stdout.off('resize', redraw);
  unwatch();
  suspender.close();
  restore();
  abort.abort();
  // What was written to a terminal that is gone fails later.
  if (code === 0) stdout.off('error', gone);
  return code;
}

function elapsed(): number {
  return performance.now();
}
