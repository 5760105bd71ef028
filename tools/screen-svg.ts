import type { IBufferCell, Terminal } from '@xterm/headless';

const CELL_WIDTH = 8.4;
const CELL_HEIGHT = 18;
const MARGIN = 16;
/** Height of the bar of the window, in px. */
const BAR_HEIGHT = 34;
/** The baseline of a row, in px from its top. */
const BASELINE = 13.5;
const BACKGROUND = '#14181f';
const BAR = '#1f2530';
const FOREGROUND = '#d7dce4';
const CURSOR = '#e0b26b';
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

/** Returns the visible screen of a terminal as a picture, in a window with a title. */
export function screenSvg(
  terminal: Terminal,
  { title, hasCursor }: { readonly title: string; readonly hasCursor: boolean },
): string {
  const { active } = terminal.buffer;
  const rows = Array.from({ length: terminal.rows }, (_, y) => {
    const line = active.getLine(active.viewportY + y);
    const cells = Array.from({ length: terminal.cols }, (_cell, x) => line?.getCell(x));
    return runsOf(cells)
      .map((run) => runSvg(run, y))
      .join('');
  });
  const width = Math.ceil(terminal.cols * CELL_WIDTH + 2 * MARGIN);
  const height = BAR_HEIGHT + terminal.rows * CELL_HEIGHT + 2 * MARGIN;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<rect width="${width}" height="${height}" rx="10" fill="${BACKGROUND}"/>`,
    `<path d="M0 ${BAR_HEIGHT}V10a10 10 0 0 1 10-10H${width - 10}a10 10 0 0 1 10 10V${BAR_HEIGHT}Z" fill="${BAR}"/>`,
    ...['#e06c75', '#e0b26b', '#8fc379'].map(
      (fill, at) => `<circle cx="${20 + at * 20}" cy="${BAR_HEIGHT / 2}" r="6" fill="${fill}"/>`,
    ),
    '<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, \'DejaVu Sans Mono\', monospace" font-size="14" xml:space="preserve">',
    `<text x="${width / 2}" y="22" text-anchor="middle" fill="#9aa4b2" font-size="13">${escape(title)}</text>`,
    ...(hasCursor ? [cellsSvg({ x: active.cursorX, y: active.cursorY, cells: 1 }, CURSOR)] : []),
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

/** Groups neighbouring cells of one style, without blanks at the end of a row. */
function runsOf(cells: readonly (IBufferCell | undefined)[]): Run[] {
  const runs: Run[] = [];
  for (const [x, cell] of cells.entries()) {
    if (!cell || cell.getWidth() === 0) continue;
    const style = styleOf(cell);
    const last = runs.at(-1);
    if (last?.style === style) last.text += cell.getChars() || ' ';
    else runs.push({ x, text: cell.getChars() || ' ', style, isInverse: cell.isInverse() !== 0 });
  }
  return runs.filter((run) => run.isInverse || run.text.trim() !== '');
}

function runSvg({ x, text, style, isInverse }: Run, y: number): string {
  const left = (MARGIN + x * CELL_WIDTH).toFixed(1);
  const top = BAR_HEIGHT + MARGIN + y * CELL_HEIGHT + BASELINE;
  const width = (text.length * CELL_WIDTH).toFixed(1);
  const behind = isInverse ? cellsSvg({ x, y, cells: text.length }, FOREGROUND) : '';
  return `${behind}<text x="${left}" y="${top}" textLength="${width}" ${style}>${escape(text)}</text>`;
}

/** Returns a filled rectangle behind some cells of a row. */
function cellsSvg({ x, y, cells }: { x: number; y: number; cells: number }, fill: string): string {
  const left = (MARGIN + x * CELL_WIDTH).toFixed(1);
  const top = BAR_HEIGHT + MARGIN + y * CELL_HEIGHT;
  const width = (cells * CELL_WIDTH).toFixed(1);
  return `<rect x="${left}" y="${top}" width="${width}" height="${CELL_HEIGHT}" fill="${fill}"/>`;
}

function styleOf(cell: IBufferCell): string {
  const colour = cell.isFgPalette() ? colorOf(cell.getFgColor()) : FOREGROUND;
  return [
    `fill="${cell.isInverse() ? BACKGROUND : colour}"`,
    ...(cell.isBold() ? ['font-weight="bold"'] : []),
    ...(cell.isDim() ? ['opacity="0.6"'] : []),
    ...(cell.isUnderline() ? ['text-decoration="underline"'] : []),
  ].join(' ');
}

/** Returns one of the 256 colours: the sixteen, a cube of 6 by 6 by 6, and greys. */
function colorOf(index: number): string {
  if (index < 16) return PALETTE[index] ?? FOREGROUND;
  if (index >= 232) return rgb(Array.from({ length: 3 }, () => 8 + (index - 232) * 10));
  const at = index - 16;
  return rgb([Math.floor(at / 36), Math.floor(at / 6) % 6, at % 6].map((level) => level && 55 + level * 40));
}

function rgb(levels: readonly number[]): string {
  return `#${levels.map((level) => level.toString(16).padStart(2, '0')).join('')}`;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
