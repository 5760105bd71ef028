import { Writable } from 'node:stream';
import { Box, Text, Transform, render, useCursor } from 'ink';
import { memo } from 'react';
import type { TerminalOutput } from '../../options.ts';
import { inkInput, inkOutput } from '../../screen/ink-streams.ts';
import type { MonitorFrame } from './frame.ts';

/** The alternate screen of the terminal, drawn by Ink. */
export interface MonitorScreen {
  draw(frame: MonitorFrame): void;
  /** Draws every cell anew, after a change of size or when somebody else wrote on the screen. */
  redraw(frame: MonitorFrame): void;
  /** Leaves the terminal, which shows the screen from before; nothing is drawn until `takeBack`. */
  leave(): void;
  takeBack(frame: MonitorFrame): void;
  /** Ends; the terminal shows the screen from before. */
  close(): void;
}

/** The monitor limits its frames itself; Ink must not wait once more. Frames per second. */
const MAX_FPS = 500;
const ALTERNATE_ON = '\u001B[?1049h';
const ALTERNATE_OFF = '\u001B[?1049l';
const CURSOR_ON = '\u001B[?25h';
const CURSOR_OFF = '\u001B[?25l';
const CLEAR = '\u001B[2J\u001B[H';

/** Opens the alternate screen with a first frame. */
export function openMonitorScreen(stdout: TerminalOutput, first: MonitorFrame): MonitorScreen {
  let isAway = false;
  const ink = render(<View frame={first} />, {
    stdout: inkOutput(stdout, () => isAway),
    stderr: new Writable({ write: (_chunk, _encoding, done) => done() }),
    stdin: inkInput(),
    exitOnCtrlC: false,
    patchConsole: false,
    incrementalRendering: true,
    alternateScreen: true,
    interactive: true,
    maxFps: MAX_FPS,
  });

  function redraw(frame: MonitorFrame): void {
    if (isAway) return;
    ink.clear();
    stdout.write(CLEAR);
    ink.rerender(<View frame={frame} />);
  }

  // The alternate screen opens with the cursor wherever it stood before.
  redraw(first);
  return {
    draw(frame) {
      if (!isAway) ink.rerender(<View frame={frame} />);
    },
    redraw,
    leave() {
      isAway = true;
      stdout.write(CURSOR_ON + ALTERNATE_OFF);
    },
    takeBack(frame) {
      isAway = false;
      stdout.write(ALTERNATE_ON + CURSOR_OFF);
      redraw(frame);
    },
    close() {
      ink.unmount();
    },
  };
}

function View({ frame }: { frame: MonitorFrame }) {
  const { setCursorPosition } = useCursor();
  setCursorPosition(frame.cursor);
  return (
    <Box flexDirection="column" height={frame.rows.length}>
      {frame.rows.map((row, at) => (
        // Rows have no identity but their place.
        // eslint-disable-next-line react/no-array-index-key
        <Line key={at} text={row} />
      ))}
    </Box>
  );
}

/**
 * A row of the frame. Its width is right already, so that Ink need not measure it, which costs more than all else:
 * Ink lays out one blank, in whose place the row is written.
 */
const Line = memo(function Line({ text }: { text: string }) {
  return (
    <Box height={1} flexShrink={0}>
      <Transform transform={() => text}>
        <Text> </Text>
      </Transform>
    </Box>
  );
});
