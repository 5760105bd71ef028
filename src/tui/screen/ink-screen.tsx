import { Box, type SuspendTerminal, type TerminalSuspension, Text, render, useApp, useCursor } from 'ink';
import type { TuiOptions } from '../options.ts';
import { createShapedCursor } from './cursor-shape.ts';
import type { Frame } from './frame.ts';
import { inkInput, inkOutput } from './ink-streams.ts';

/** The live part of the terminal, drawn by Ink, and a way to print above it. */
export interface Screen {
  /** Shows a frame in place of the last one. */
  draw(frame: Frame): void;
  /**
   * Takes the live part away at once, so that output can be written straight to the terminal. `folded`: rows that a
   * narrower terminal has added above the cursor by folding.
   */
  hide(folded?: number): Promise<void>;
  /** Whether the live part is on the screen. */
  readonly isShown: () => boolean;
  /** Shows a frame again below the output, at once; after the promise of `hide`. */
  show(frame: Frame): void;
  /** Ends, and takes the live part away. */
  close(): void;
}

/** Frames per second. Ink's default of 30 delays the echo of a key by 34 ms. */
const MAX_FPS = 500;

/** Opens the screen with a first frame. */
export function openScreen(
  { stdout, stderr, env }: Pick<TuiOptions, 'stdout' | 'stderr' | 'env'>,
  first: Frame,
): Screen {
  const cursor = createShapedCursor(stdout, env['TERM']);
  let suspend: SuspendTerminal | undefined;
  let isHidden = false;
  let hold: TerminalSuspension | undefined;
  const view = (frame: Frame) => <View frame={frame} onReady={(how) => (suspend = how)} />;
  const ink = render(view(first), {
    stdout: inkOutput(stdout),
    stderr,
    stdin: inkInput(),
    exitOnCtrlC: false,
    patchConsole: false,
    incrementalRendering: true,
    interactive: true,
    maxFps: MAX_FPS,
  });

  async function hide(folded = 0): Promise<void> {
    if (isHidden || !suspend) return;
    isHidden = true;
    cursor.set(undefined);
    if (folded > 0) stdout.write(`\u001B[${folded}A`);
    // Ink gives the terminal over at once; only the way to take it back comes as a promise.
    hold = await suspend();
  }

  return {
    draw(frame) {
      if (!isHidden) cursor.set(frame.shape);
      ink.rerender(view(frame));
    },
    hide,
    isShown: () => !isHidden,
    show(frame) {
      ink.rerender(view(frame));
      isHidden = false;
      cursor.set(frame.shape);
      void hold?.resume();
      hold = undefined;
    },
    close() {
      void hide();
      ink.unmount();
    },
  };
}

function View({ frame, onReady }: { frame: Frame; onReady: (suspend: SuspendTerminal) => void }) {
  const { suspendTerminal } = useApp();
  const { setCursorPosition } = useCursor();
  onReady(suspendTerminal);
  setCursorPosition(frame.cursor);
  return (
    <Box flexDirection="column">
      {frame.rows.map((row, at) => (
        // Rows have no identity but their place.
        // eslint-disable-next-line react/no-array-index-key
        <Text key={at} wrap="truncate">
          {row === '' ? ' ' : row}
        </Text>
      ))}
    </Box>
  );
}
