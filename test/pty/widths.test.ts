import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { textWidth } from '../../src/tui/line/width.ts';
import { Terminal } from './terminal.ts';

/** Texts of which terminals and libraries think differently, and the cells that terminals advance for them. */
const WIDTHS: readonly (readonly [string, number])[] = [
  ['ทำงาน', 5],
  ['ที่', 1],
  ['ກຳ', 2],
  ['का', 2],
  ['नि', 2],
  ['क्ष', 2],
  ['நி', 2],
  ['မေ', 2],
  ['कौं', 2],
  ['a\u0301', 1],
  ['é', 1],
  ['x\u00ADx', 3],
  ['x\u200Bx', 2],
  ['x\u0600x', 3],
  ['x\u0E33x', 3],
  ['한', 2],
  ['\u1112\u1161\u11AB', 2],
  ['漢字', 4],
  ['ｆｕｌｌ', 8],
  ['\u2329', 2],
  ['\u4DC0', 2],
  ['☺', 1],
  ['⚠\uFE0F', 1],
  ['1\uFE0F\u20E3', 1],
  ['😀', 2],
  ['👍🏽', 4],
  ['👨‍👩‍👧', 2],
  ['🇩🇪', 2],
  ['…→–─●', 5],
];

test.each(WIDTHS)('%s fills %i cells', (text, cells) => {
  expect(textWidth(text)).toBe(cells);
});

const hasTmux = spawnSync('tmux', ['-V']).status === 0;

/** Writes each line of a file and asks the terminal where the cursor stands then. */
const MEASURE = String.raw`stty raw -echo
while IFS= read -r text <&3; do
  printf '\r%s\033[6n' "$text"
  IFS= read -r -d R answer
  echo "$answer" >> "$2"
done 3< "$1"
tmux wait-for -S measured`;

test.skipIf(!hasTmux)('tmux advances by as much', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'netsh-test-'));
  const [script, texts, found] = ['measure.sh', 'texts', 'found'].map((name) => path.join(folder, name));
  writeFileSync(script!, MEASURE);
  writeFileSync(texts!, WIDTHS.map(([text]) => `${text}\n`).join(''));
  const socket = path.join(folder, 'tmux');
  const tmux = (...args: readonly string[]) => execFileSync('tmux', ['-S', socket, ...args]);
  const terminal = new Terminal({
    command: 'tmux',
    args: [
      '-u',
      '-f',
      '/dev/null',
      '-S',
      socket,
      'new-session',
      `bash ${script} ${texts} ${found}; sleep 1000`,
    ],
  });
  try {
    await terminal.waitFor((screen) => screen.text !== '');
    tmux('wait-for', 'measured');
    const columns = [...readFileSync(found!, 'latin1').matchAll(/;(\d+)/g)].map(
      ([, column]) => Number(column) - 1,
    );
    expect(WIDTHS.map(([text], at) => [text, columns[at]])).toEqual(WIDTHS);
  } finally {
    tmux('kill-server');
    await terminal.close();
    rmSync(folder, { recursive: true });
  }
});
