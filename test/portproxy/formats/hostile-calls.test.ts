import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { detectFormat, readTable } from '../../../src/portproxy/formats/read-table.ts';
import { SERVICES, format, read, summary } from './support.ts';

const ADD = 'netsh interface portproxy add v4tov4 ';

/** Lines of scripts, right and wrong, in which `#` stands for a port of their own. */
const LINES = [
  `${ADD}# 10.0.0.5`,
  `@${ADD}# 10.0.0.5 >nul & echo done`,
  `iex "${ADD}# $x"`,
  `call ${ADD}# %X%`,
  `rem ${ADD}# 10.0.0.5`,
  `:: ${ADD}# 10.0.0.5`,
  `echo ${ADD}# 10.0.0.5`,
  `$cmd = "${ADD}# 10.0.0.5"`,
  `set CMD=${ADD}# 10.0.0.5`,
  `if exist x ( ${ADD}# 10.0.0.5`,
  `if ($x) { ${ADD}# 10.0.0.5`,
  `for %%p in (1 2) do ${ADD}# 10.0.0.5 %%p`,
  `foreach ($p in 1..3) { ${ADD}# 10.0.0.5 $p }`,
  `for p in 1 2; do ${ADD}# 10.0.0.5 $p; done`,
  `spawn("netsh", ["interface", "portproxy", "add", "v4tov4", "#", "10.0.0.5"])`,
  `${ADD}# ^`,
  `${ADD}# \``,
  `${ADD}# \\`,
  `portproxy # (`,
  `function f { ${ADD}# 10.0.0.5 }`,
  'set X=10.0.0.5',
  "$x = '10.0.0.5'",
  'x=10.0.0.5',
  '<#',
  '#>',
  ')',
  '}',
  ') else (',
  'exit /b',
  'goto x',
  ':x',
  '@"',
  '"@',
  'cat <<EOF',
  'EOF',
  '#!/bin/sh',
  'import os',
  "'",
  '"',
  'done',
  '',
];

const script = fc
  .array(fc.constantFrom(...LINES), { minLength: 1, maxLength: 25 })
  .map((lines) => lines.map((line, at) => line.replace('#', String(2000 + at))));

test('a line about portproxy is taken or named, whatever stands around it', async () => {
  await fc.assert(
    fc.asyncProperty(script, fc.boolean(), async (lines, takesConditions) => {
      const options = { values: new Map([['x', '10.0.0.9']]), takesConditions };
      const table = await readTable(lines.join('\n'), format('windows'), SERVICES, options);
      const named = new Set(
        [...table.entries, ...table.faults.first, ...table.leftOut.first, ...table.notes.first].map(
          ({ line }) => line,
        ),
      );
      for (const [at, line] of lines.entries()) {
        if (!/portproxy/.test(line)) continue;
        // A line that the one before goes on in is named with it.
        const first = lines.findLastIndex((other, index) => index < at && !/[\^`\\]$/.test(other)) + 1;
        expect([...named].some((number) => number - 1 >= first && number - 1 <= at)).toBe(true);
      }
    }),
    {
      numRuns: 500,
      examples: [
        [
          [
            '$cmd = "netsh interface portproxy add v4tov4 2000 10.0.0.5"',
            'netsh interface portproxy add v4tov4 2001 `',
            '$cmd = "netsh interface portproxy add v4tov4 2002 10.0.0.5"',
            'netsh interface portproxy add v4tov4 2003 10.0.0.5',
          ],
          false,
        ],
      ],
    },
  );
});

test('nothing of any text throws, however it is cut', async () => {
  const text = fc
    .tuple(script, fc.nat(), fc.string({ unit: 'binary', maxLength: 5 }))
    .map(([lines, at, strange]) => {
      const whole = lines.join('\n');
      const cut = at % (whole.length + 1);
      return whole.slice(0, cut) + strange + whole.slice(cut);
    });
  await fc.assert(
    fc.asyncProperty(text, async (one) => {
      detectFormat(one);
      const { faults } = await read('windows', one);
      expect(faults.first.length).toBeLessThanOrEqual(faults.total);
    }),
    { numRuns: 500 },
  );
});

describe('limits', () => {
  test('loops of loops end, and say so', { timeout: 60_000 }, async () => {
    const text = `${'for %%i in (1 2 3 4 5 6 7 8 9 10) do '.repeat(20)}${ADD}%%i 10.0.0.5\n${ADD}99 10.0.0.5\n`;
    const { entries, faults } = summary(await read('windows', text));
    expect(faults.at(-1)).toBe('1: Its loops run more than 100000 commands; the rest was not read.');
    expect(entries).toHaveLength(10);
  });

  test('a range of more values than there are ports is not gone through', async () => {
    const text = `foreach ($p in 1..999999999) { ${ADD}$p 10.0.0.5 }\nfor /L %%p in (1,0,5) do ${ADD}%%p 10.0.0.5\n`;
    expect(summary(await read('windows', text)).entries).toEqual([]);
  });

  test('values that double end, and so do values made of each other', async () => {
    const double = `set a=xxxxxxxx\n${'set a=%a%%a%\n'.repeat(60)}${ADD}80 %a%\n`;
    expect(summary(await read('windows', double)).faults).toHaveLength(1);
    const circle = `set a=%b%\nset b=%a%\nset a=%b%\n${ADD}80 %a%\n`;
    expect(summary(await read('windows', circle)).faults).toEqual([
      '4: %a% is made of %b% (line 3). Give it: with="a=10.0.0.5".',
    ]);
  });

  test.each(['(\n', 'if exist x (\n', '{\n', 'if ($x) {\n', 'f() {\n', 'f() { '])(
    'blocks nested too deeply are told of: %j',
    async (open) => {
      const head = open.includes('f()')
        ? '#!/bin/sh\n'
        : open.includes('{')
          ? '$x = 1\n$y = 2\n'
          : '@echo off\n';
      const { faults } = await read('windows', `${head}${ADD}80 10.0.0.5\n${open.repeat(50_000)}`);
      expect(faults.first.map(({ reason }) => reason)).toEqual([
        'Blocks are nested too deeply from here on.',
      ]);
    },
  );
});

describe('four times the text takes about four times the time', () => {
  const shapes: Record<string, (length: number) => string> = {
    'quotes in a call': (n) => `${ADD}80 "${`"'`.repeat(n / 2)}`,
    'names of the program': (n) => `${ADD}80 1\n${'"netsh \' '.repeat(n / 9)}`,
    'paths in open quotes': (n) => `${ADD}80 1\n${'"a\\netsh '.repeat(n / 9)}`,
    'calls on one line': (n) => `${ADD}80 1 & `.repeat(n / 42),
    'percent signs': (n) => `@echo off\n${ADD}${'%a'.repeat(n / 2)}`,
    'exclamation marks': (n) => `@echo off\n${ADD}${'!a'.repeat(n / 2)}`,
    'carets at ends': (n) => `@echo off\n${`${ADD}80 ^\n`.repeat(n / 42)}`,
    brackets: (n) => `@echo off\n${ADD}80 1\n${'('.repeat(n)}`,
    conditions: (n) => `@echo off\n${ADD}80 1\n${'if exist x '.repeat(n / 11)}`,
    'braces in brackets': (n) => `$x = 1\n${ADD}80 1\n${'({'.repeat(n / 2)}`,
    'open expressions': (n) => `$x = 1\n${ADD}${'$('.repeat(n / 2)}`,
    'open names': (n) => `$x = 1\n${ADD}${'${'.repeat(n / 2)}`,
    'backticks at ends': (n) => `$x = 1\n${'a `\n'.repeat(n / 4)}${ADD}80 1`,
    'parameters of nothing': (n) => `$x = 1\n${ADD}80 1\n${'param()'.repeat(n / 7)}`,
    'a list': (n) => `$x = @(\n${'1,\n'.repeat(n / 3)}1)\n${ADD}80 1`,
    'block remarks': (n) => `$x = 1\n${ADD}80 1\n${'<# #>'.repeat(n / 5)}`,
    'options of Start-Process': (n) => `$x = 1\n${ADD}80 1\nStart-Process netsh ${'-Wait '.repeat(n / 6)}`,
    'open substitutions': (n) => `#!/bin/sh\n${ADD}80 1\n${'$('.repeat(n / 2)}`,
    'lists of other languages': (n) => `import os\n${ADD}80 1\n${'["netsh", '.repeat(n / 10)}`,
    variables: (n) =>
      `@echo off\n${Array.from({ length: n / 20 }, (_, at) => `set v${at}=%v${at - 1}%x`).join('\n')}\n${ADD}80 %v9%`,
  };

  async function time(text: string): Promise<number> {
    let best = Infinity;
    for (let run = 0; run < 3; run++) {
      const before = process.threadCpuUsage();
      detectFormat(text);
      await read('windows', text);
      best = Math.min(best, process.threadCpuUsage(before).user / 1000);
    }
    return best;
  }

  test.each(Object.keys(shapes))('%s', { timeout: 60_000 }, async (name) => {
    const make = shapes[name]!;
    await time(make(5000));
    const [one, four] = [await time(make(50_000)), await time(make(200_000))];
    // A square would take 16 times as long; a few ms are the machine's.
    expect(four).toBeLessThan(8 * one + 15);
  });
});
