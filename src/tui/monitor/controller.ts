import type { FeedMessage } from '../../service/contract/feed.ts';
import type { Key } from '../keys/key.ts';
import { createLineCache } from '../line-cache.ts';
import type { Assist } from '../model/prompt.ts';
import { suggest } from '../model/suggest.ts';
import { type Frame as LineFrame, buildFrame } from '../screen/frame.ts';
import { createTheme } from '../screen/theme.ts';
import { NO_LIVE_STATE, type LiveState, applyMessage } from '../live/feed/live-state.ts';
import { type Size, divide } from './model/geometry.ts';
import { createLister } from './model/lists.ts';
import { type MouseEvent, updateByMouse } from './model/mouse-keys.ts';
import { settleScroll } from './model/overlay-keys.ts';
import { settleUi } from './model/settle-ui.ts';
import type { Context, Effect, Step } from './model/step.ts';
import { NEW_UI, type Ui } from './model/ui.ts';
import { singleKeys, updateUi } from './model/update.ts';
import type { MonitorOptions } from './options.ts';
import { saveScreen } from './save-screen.ts';
import { isLong, messageOf, runLines } from './run-lines.ts';
import { type MonitorFrame, bottomHeight, buildMonitorFrame } from './screen/frame.ts';
import { glyphsFor, signsFor } from '../screen/glyphs.ts';
import { overlayBody } from './screen/overlay.ts';
import type { Row } from '../screen/span.ts';

/** The controller's hold on the terminal and on its owner. */
export interface Surface {
  readonly size: () => Size;
  /** Draws at once, after a key. */
  readonly draw: () => void;
  readonly redraw: () => void;
  readonly mouse: (isOn: boolean) => void;
  readonly suspend: () => void;
  readonly leave: () => void;
}

/** Keeps the monitor's state by feed, keys and shell; knows no terminal. */
export interface Controller {
  readonly take: (message: FeedMessage) => void;
  readonly press: (keys: readonly Key[]) => void;
  readonly mouse: (event: MouseEvent) => void;
  readonly frame: () => MonitorFrame;
  /** Shortest time between two frames, ms. */
  readonly refreshMs: () => number;
  /** Whether the screen changes with time alone. */
  readonly isTicking: () => boolean;
}

/**
 * Creates a controller; `elapsed` returns ms from any fixed beginning. The time of day comes with the feed's
 * messages.
 */
export function createController(
  { run, shell, env, question, isReadOnly = false }: Omit<MonitorOptions, 'feed' | 'stdin' | 'stdout'>,
  surface: Surface,
  elapsed: () => number,
): Controller {
  const answers = createLineCache(shell);
  const look = { theme: createTheme(env), glyphs: glyphsFor(env), signs: signsFor(env) };
  const listsOf = createLister();
  const history: string[] = [];
  const assist: Assist = { history, complete: answers.complete };
  let live: LiveState = NO_LIVE_STATE;
  let held: LiveState | undefined;
  let ui: Ui = { ...NEW_UI, isReadOnly };
  let clock = { at: 0, since: elapsed() };
  let drawn: MonitorFrame | undefined;

  function realNow(): number {
    return clock.at + elapsed() - clock.since;
  }

  /** Returns all that the screen and the keys need, with selections adapted to the rows that exist. */
  function view() {
    // A picture that is held says so when the relay has ended meanwhile.
    const picture = held && live.lost ? { ...held, lost: live.lost } : (held ?? live);
    const now = held || picture.lost ? picture.at : realNow();
    const size = surface.size();
    const line = lineFrame(size);
    let lists = listsOf(picture, ui, now);
    const geometry = divide(size, bottomHeight(line), picture.entries.size, ui.focus);
    ui = settleUi(ui, lists, picture, geometry);
    // The connections may be those of an entry that was only selected now.
    lists = listsOf(picture, ui, now);
    ui = settleUi(ui, lists, picture, geometry);
    let overlay: Row[] = [];
    if (ui.overlay) {
      overlay = overlayBody(ui, ui.overlay, picture, { now, glyphs: look.glyphs }, size.columns);
      ui = settleScroll(ui, overlay.length, geometry.middle - 1);
    }
    return { picture, now, lists, geometry, overlay, line };
  }

  function lineFrame({ columns, rows }: Size): LineFrame | undefined {
    if (ui.mode.kind !== 'command') return undefined;
    const state = ui.mode.line;
    return buildFrame(state, {
      prompt: shell.prompt,
      columns,
      rows: Math.max(4, Math.min(rows - 4, 16)),
      theme: look.theme,
      signs: look.signs,
      suggestion: suggest(state, assist),
      status: 'Any netsh command. Enter runs it, Tab completes, Escape goes back.',
      read: answers.read,
      readAhead: answers.readAhead,
      hint: answers.hint,
      complete: answers.complete,
      near: answers.near,
      effect: () => undefined,
    });
  }

  function context(): Context {
    const { picture, lists, geometry } = view();
    return { picture, lists, geometry, prompt: shell.prompt, assist, question: (line) => question?.(line) };
  }

  function took({ ui: next, effect }: Step): void {
    if (next.isPaused !== ui.isPaused) held = next.isPaused ? live : undefined;
    ui = next;
    if (effect) carryOut(effect);
  }

  function carryOut(effect: Effect): void {
    switch (effect.kind) {
      case 'run':
        void carryOutLines(effect.lines, effect.isTyped);
        break;
      case 'refresh':
        void lookAgain();
        break;
      case 'mouse':
        surface.mouse(effect.isOn);
        break;
      case 'save':
        void save();
        break;
      case 'suspend':
        surface.suspend();
        break;
      case 'redraw':
        surface.redraw();
        break;
      case 'leave':
        surface.leave();
        break;
    }
  }

  async function carryOutLines(lines: readonly string[], isTyped: boolean): Promise<void> {
    if (isTyped) history.push(...lines);
    ui = { ...ui, message: { kind: 'running', line: lines[0] ?? '' } };
    const ran = await runLines(lines, run);
    const text = ran.map(({ result }) => result.text).join('');
    ui = { ...ui, message: messageOf(ran) };
    if (isTyped && isLong(text)) {
      const { message: _message, ...rest } = ui;
      ui = { ...rest, overlay: { kind: 'output', title: lines.join(', '), text: text.trimEnd(), scroll: 0 } };
    }
    await lookAgain();
  }

  async function save(): Promise<void> {
    const message = await saveScreen(drawn?.rows ?? [], new Date());
    ui = { ...ui, message };
    surface.draw();
  }

  /** Reads the table again, by which the shell completes and reads lines. */
  async function lookAgain(): Promise<void> {
    await shell.refresh();
    answers.forget();
    surface.draw();
  }

  function press(keys: readonly Key[]): void {
    for (const key of keys.flatMap(singleKeys)) {
      // What is chosen is brought into line with what is there before the key is about it.
      const around = context();
      took(updateUi(ui, key, around));
    }
    surface.draw();
  }

  return {
    take(message) {
      live = applyMessage(live, message);
      clock = { at: message.at, since: elapsed() };
    },
    press,
    mouse(event) {
      if (!drawn) return;
      const key = clickedKey(drawn, event);
      if (key) {
        press([key]);
        return;
      }
      const around = context();
      took(updateByMouse(ui, event, drawn.headings, around));
      surface.draw();
    },
    frame() {
      const shown = view();
      drawn = buildMonitorFrame({ ...shown, ui, realNow: realNow(), look });
      return drawn;
    },
    refreshMs: () => ui.refreshMs,
    isTicking: () => live.at > 0 && (!held || live.lost !== undefined),
  };
}

/** Returns the key for which a click on the bottom line stands. */
function clickedKey({ rows, keys }: MonitorFrame, { kind, x, y }: MouseEvent): Key | undefined {
  if (kind !== 'press' || y !== rows.length - 1) return undefined;
  const press = keys.find((key) => x >= key.x && x < key.x + key.width)?.press;
  if (press === undefined) return undefined;
  return press.length === 1 ? { kind: 'text', text: press } : { kind: 'chord', chord: press };
}
