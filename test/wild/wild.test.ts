import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TestHome } from '../program/netsh.ts';
import { type Judged, judge } from './judged.ts';

/**
 * What netsh says of lines and scripts that people really have, each line as `-f` reads it. `classified.txt` has a row for each:
 * its number, its class, and how it begins. To move a line to another class, change the word.
 */
const CLASSES = {
  /** Netsh does it. */
  taken: (line) => line.problem === undefined && !line.isSkipped,
  /** A delete of what is not there. */
  absent: ({ problem }) => problem === 'The system cannot find the file specified.',
  /** Refused for the reason that the row names. */
  refused: ({ problem }, reason) => reason !== '' && problem?.includes(reason) === true,
  /** Holds a variable or a placeholder that nobody has filled in: `import` with its value takes it. */
  variable: ({ text, problem }) => problem !== undefined && /[%$!<{【]/.test(text),
  /** Holds words of a shell behind netsh's, such as `>nul`: `import` takes it. */
  shell: ({ text, problem }) => problem !== undefined && /netsh.*[>|&^`#(]/i.test(text),
  /** Another language or prose: no command of netsh. */
  foreign: ({ problem }) => problem !== undefined,
  /** A command or a context of Windows that this netsh does not have. */
  unemulated: ({ problem }) => /^The (following command|context .*) was not found/.test(problem ?? ''),
  /** In the block of a context that this netsh does not have. */
  skipped: (line) => line.isSkipped,
} as const satisfies Readonly<Record<string, (line: Judged, reason: string) => boolean>>;

const CHECKS: ReadonlyMap<string, (line: Judged, reason: string) => boolean> = new Map(
  Object.entries(CLASSES),
);

interface Row {
  readonly number: number;
  readonly is: string;
  readonly reason: string;
  readonly begins: string;
}

const folder = import.meta.dirname;
const TABLE = new Map(
  readFileSync(path.join(folder, 'classified.txt'), 'utf8')
    .split(/^== /m)
    .slice(1)
    .map((section) => {
      const [file = '', ...rows] = section.trimEnd().split('\n');
      return [file, rows.map(rowOf)] as const;
    }),
);

let home: TestHome;
beforeAll(() => {
  home = new TestHome();
});
afterAll(() => home.close());

test('every script has its rows', () => {
  const scripts = readdirSync(path.join(folder, 'scripts')).map((name) => `scripts/${name}`);
  expect([...TABLE.keys()]).toEqual(['lines.txt', ...scripts.toSorted()]);
});

test.each([...TABLE])('each line of %s is as it is classified', async (name, rows) => {
  const file = path.join(folder, name);
  const lines = await judge(home, file, textOf(readFileSync(file)));
  expect(lines.map((line) => line.number)).toEqual(rows.map((row) => row.number));
  const wrong = rows.flatMap((row, at) => {
    const line = lines[at]!;
    expect(line.text.trim().startsWith(row.begins), `${name}:${row.number}`).toBe(true);
    return CHECKS.get(row.is)?.(line, row.reason) === true ? [] : [{ row, line }];
  });
  expect(wrong).toEqual([]);
});

function rowOf(row: string): Row {
  const found = /^(\d+) (\w+)(?:: (.*?))?\t(.*?)(?:\.\.\.)?$/.exec(row);
  if (!found) throw new Error(`Not a row: ${row}`);
  const [, number, is = '', reason = '', begins = ''] = found;
  return { number: Number(number), is, reason, begins };
}

function textOf(bytes: Buffer): string {
  return bytes[0] === 0xff && bytes[1] === 0xfe ? bytes.toString('utf16le', 2) : bytes.toString('utf8');
}
