import xterm from '@xterm/headless';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cellsOf } from '../../../../src/tui/live/screen/cell.ts';
import { rowUpdate } from '../../../../src/tui/monitor/screen/row-update.ts';
import { paintRow, piece } from '../../../../src/tui/screen/span.ts';
import { createTheme } from '../../../../src/tui/screen/theme.ts';

const theme = createTheme({});
const WIDTH = 40;

const painted = fc
  .array(
    fc.record({
      text: fc.constantFrom('a', 'ab ', ' ', '   ', '12.5K', '漢字', '…', '▁▂', 'e\u0301', '👍 '),
      style: fc.constantFrom('plain', 'quiet', 'strong', 'good', 'wrong', 'selected'),
    } as const),
    { maxLength: 9 },
  )
  .map((pieces) => pieces.map(({ text, style }) => piece(text, style)))
  .filter((row) => row.reduce((sum, { text }) => sum + cellsOf(text), 0) <= WIDTH)
  .map((row) => paintRow(row, theme));

test('a row that is brought up to date looks as if it were written anew', async () => {
  await fc.assert(
    fc.asyncProperty(painted, painted, async (before, after) => {
      const { x, text } = rowUpdate(before, after);
      const changed = await cells(`${before}\u001B[0m\r${x > 0 ? `\u001B[${x}C` : ''}${text}`);
      expect(changed).toEqual(await cells(after));
    }),
  );
});

test('only the end of the row is written, from the last blank or style before the change', () => {
  const row = (figure: string) =>
    paintRow([piece('listening', 'good'), piece('    12   0  ', 'plain'), piece(figure, 'plain')], theme);
  expect(rowUpdate(row('1.5K'), row('1.6K'))).toEqual({ x: 20, text: ' 1.6K' });
  expect(rowUpdate(row('999B'), row('0'))).toEqual({ x: 20, text: ' 0\u001B[K' });
  expect(rowUpdate(row('1'), row('1'))).toEqual({ x: 20, text: ' 1' });
});

/** The cells of a row and their colours, as a terminal shows them. */
async function cells(text: string): Promise<string[]> {
  const terminal = new xterm.Terminal({ cols: WIDTH + 2, rows: 2, allowProposedApi: true });
  await new Promise<void>((resolve) => terminal.write(text, resolve));
  const line = terminal.buffer.active.getLine(0)!;
  const shown = Array.from({ length: WIDTH }, (_, at) => {
    const cell = line.getCell(at)!;
    const style = [cell.getFgColor(), cell.isBold(), cell.isDim(), cell.isUnderline(), cell.isInverse()];
    return `${cell.getChars() || (cell.getWidth() === 0 ? '' : ' ')}/${style.join()}`;
  });
  terminal.dispose();
  return shown;
}
