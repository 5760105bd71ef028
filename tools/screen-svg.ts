import type { IBufferCell, Terminal } from '@xterm/headless';

const CELL_WIDTH = 8.4;
const CELL_HEIGHT = 18;
const MARGIN = 14;
const BACKGROUND = '#14181f';
const FOREGROUND = '#d7dce4';
/** The sixteen colours of a terminal, dark ones first. */
const PALETTE = [
  '#14181f',
  '#e06c75',
  '#8fc379',
  '#e0b26b',
  '#6ba8e5',
  '#c58ad9',
  '#58b6c2',
  '#d7dce4',
  '#7a8494',
  '#ef8f97',
  '#a9d694',
  '#ecc88c',
  '#8fc0f0',
  '#d6a8e6',
  '#7fccd6',
  '#ffffff',
] as const;

/** The visible screen of a terminal as a picture. */
export function screenSvg(terminal: Terminal): string {
  const { active } = terminal.buffer;
  const rows = Array.from({ length: terminal.rows }, (_, y) => {
    const line = active.getLine(active.viewportY + y);
    const cells = Array.from({ length: terminal.cols }, (_cell, x) => line?.getCell(x));
    return runsOf(cells)
      .map(({ x, text, style, isInverse }) => {
        const left = (MARGIN + x * CELL_WIDTH).toFixed(1);
        const top = MARGIN + (y + 1) * CELL_HEIGHT - 5;
        const width = (text.length * CELL_WIDTH).toFixed(1);
        const shown = `<text x="${left}" y="${top}" textLength="${width}" ${style}>${escape(text)}</text>`;
        return isInverse
          ? `<rect x="${left}" y="${top - 13}" width="${width}" height="18" fill="${FOREGROUND}"/>${shown}`
          : shown;
      })
      .join('');
  });
  const width = Math.ceil(terminal.cols * CELL_WIDTH + 2 * MARGIN);
  const height = terminal.rows * CELL_HEIGHT + 2 * MARGIN;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<rect width="100%" height="100%" rx="8" fill="${BACKGROUND}"/>`,
    '<g font-family="ui-monospace, Menlo, Consolas, monospace" font-size="14" xml:space="preserve">',
    ...rows.filter((row) => row !== ''),
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

interface Run {
  readonly x: number;
  text: string;
  readonly style: string;
  readonly isInverse: boolean;
}

/** Neighbouring cells of one style; blanks at the end of a row are left out. */
function runsOf(cells: readonly (IBufferCell | undefined)[]): Run[] {
  const runs: Run[] = [];
  for (const [x, cell] of cells.entries()) {
    if (!cell || cell.getWidth() === 0) continue;
    const style = styleOf(cell);
    const isInverse = cell.isInverse() !== 0;
    const last = runs.at(-1);
    if (last?.style === style) last.text += cell.getChars() || ' ';
    else runs.push({ x, text: cell.getChars() || ' ', style, isInverse });
  }
  return runs.filter((run) => run.isInverse || run.text.trim() !== '');
}

function styleOf(cell: IBufferCell): string {
  const colour = cell.isInverse()
    ? BACKGROUND
    : cell.isFgPalette()
      ? (PALETTE[cell.getFgColor()] ?? FOREGROUND)
      : FOREGROUND;
  return [
    `fill="${colour}"`,
    ...(cell.isBold() ? ['font-weight="bold"'] : []),
    ...(cell.isDim() ? ['opacity="0.55"'] : []),
    ...(cell.isUnderline() ? ['text-decoration="underline"'] : []),
  ].join(' ');
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
