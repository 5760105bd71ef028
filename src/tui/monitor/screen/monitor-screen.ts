import type { TerminalOutput } from '../../options.ts';
import type { MonitorFrame } from './frame.ts';
import { rowUpdate } from './row-update.ts';

/** The alternate screen of the terminal. */
export interface MonitorScreen {
  /** Writes what differs from the frame before. */
  draw(frame: MonitorFrame): void;
  /** Draws every cell anew, after a change of size or when somebody else wrote on the screen. */
  redraw(frame: MonitorFrame): void;
  /** Leaves the terminal, which shows the screen from before; nothing is drawn until `open`. */
  close(): void;
  /** Takes the terminal again. */
  open(frame: MonitorFrame): void;
}

const ALTERNATE_ON = '\u001B[?1049h';
const ALTERNATE_OFF = '\u001B[?1049l';
const CURSOR_ON = '\u001B[?25h';
const CURSOR_OFF = '\u001B[?25l';
const CLEAR = '\u001B[2J';
/** The terminal shows what stands between these all at once, if it knows them. */
const UPDATE_BEGIN = '\u001B[?2026h';
const UPDATE_END = '\u001B[?2026l';

/**
 * Opens the alternate screen with a first frame. A frame is made of finished rows already, so that all that is left to do
 * is to compare them; Ink, which lays out and measures every cell of every frame anew, took more memory and time for it
 * than the whole monitor.
 */
export function openMonitorScreen(stdout: TerminalOutput, first: MonitorFrame): MonitorScreen {
  let isOpen = false;
  let rows: readonly string[] = [];
  let cursor: MonitorFrame['cursor'];

  function update(frame: MonitorFrame, before: string): void {
    let text = before;
    const shown = frame.rows.map((row) => row.trimEnd());
    for (const [y, row] of shown.entries()) {
      const old = rows[y] ?? '';
      if (row === old) continue;
      const { x, text: changed } = rowUpdate(old, row);
      text += moveTo(x, y) + changed;
    }
    rows = shown;
    if (text === '' && frame.cursor?.x === cursor?.x && frame.cursor?.y === cursor?.y) return;
    const wasShown = cursor !== undefined;
    cursor = frame.cursor;
    const after = cursor ? moveTo(cursor.x, cursor.y) + CURSOR_ON : '';
    stdout.write(UPDATE_BEGIN + (wasShown ? CURSOR_OFF : '') + text + after + UPDATE_END);
  }

  function redraw(frame: MonitorFrame): void {
    if (!isOpen) return;
    rows = [];
    update(frame, CLEAR);
  }

  function open(frame: MonitorFrame): void {
    isOpen = true;
    cursor = undefined;
    stdout.write(ALTERNATE_ON + CURSOR_OFF);
    redraw(frame);
  }

  open(first);
  return {
    draw(frame) {
      if (isOpen) update(frame, '');
    },
    redraw,
    open,
    close() {
      if (!isOpen) return;
      isOpen = false;
      stdout.write(CURSOR_ON + ALTERNATE_OFF);
    },
  };
}

function moveTo(x: number, y: number): string {
  return `\u001B[${y + 1};${x + 1}H`;
}
