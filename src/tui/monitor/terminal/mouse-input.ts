import { PassThrough } from 'node:stream';
import type { TerminalInput } from '../../options.ts';
import type { MouseEvent } from '../model/mouse-keys.ts';

/** Reports of presses and of the wheel, in the SGR form (xterm, "Mouse Tracking", modes 1000 and 1006). */
export const MOUSE_ON = '\u001B[?1000h\u001B[?1006h';
export const MOUSE_OFF = '\u001B[?1006l\u001B[?1000l';

/** Returns a terminal's input without the mouse's reports, which go to `onMouse`. */
export function withoutMouse(
  stdin: TerminalInput,
  onMouse: (event: MouseEvent) => void,
): TerminalInput & { destroy(): unknown } {
  return new MouseSplitter(stdin, onMouse);
}

class MouseSplitter extends PassThrough {
  readonly #stdin: TerminalInput;
  readonly #onMouse: (event: MouseEvent) => void;
  #rest = '';

  constructor(stdin: TerminalInput, onMouse: (event: MouseEvent) => void) {
    super();
    this.#stdin = stdin;
    this.#onMouse = onMouse;
    stdin.on('data', this.#onData);
    stdin.once('end', this.#onEnd);
    stdin.on('error', this.#onEnd);
  }

  setRawMode(mode: boolean): this {
    this.#stdin.setRawMode(mode);
    return this;
  }

  override resume(): this {
    this.#stdin.resume();
    return super.resume();
  }

  override pause(): this {
    this.#stdin.pause();
    return super.pause();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#stdin.off('data', this.#onData);
    this.#stdin.off('end', this.#onEnd);
    this.#stdin.off('error', this.#onEnd);
    done(error);
  }

  readonly #onData = (chunk: Buffer | string): void => {
    const { events, others, rest } = splitReports(this.#rest + chunk.toString('latin1'));
    this.#rest = rest;
    for (const event of events) this.#onMouse(event);
    if (others !== '') this.write(Buffer.from(others, 'latin1'));
  };

  readonly #onEnd = (): void => {
    this.end();
  };
}

// oxlint-disable-next-line no-control-regex -- reports begin with ESC
const REPORT = /\u001B\[<(\d+);(\d+);(\d+)([Mm])/g;
// oxlint-disable-next-line no-control-regex -- reports begin with ESC
const UNFINISHED = /\u001B\[<[\d;]{0,20}$/;

/** Splits input into the mouse's reports, all else, and the beginning of an unfinished report. */
export function splitReports(input: string): { events: MouseEvent[]; others: string; rest: string } {
  const rest = UNFINISHED.exec(input)?.[0] ?? '';
  const events: MouseEvent[] = [];
  const others = input
    .slice(0, input.length - rest.length)
    .replaceAll(REPORT, (_all, button: string, x: string, y: string, final: string) => {
      const kind = kindOf(Number(button), final === 'M');
      if (kind) events.push({ kind, x: Number(x) - 1, y: Number(y) - 1 });
      return '';
    });
  return { events, others, rest };
}

/** Bits 2 to 4 are Shift, Alt and Ctrl; releases, movements and the other buttons mean nothing here. */
function kindOf(button: number, isPress: boolean): MouseEvent['kind'] | undefined {
  if (!isPress) return undefined;
  const bare = button & ~0b1_1100;
  if (bare === 0) return 'press';
  if (bare === 64) return 'wheel-up';
  return bare === 65 ? 'wheel-down' : undefined;
}
