import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { hostile, steering } from './hostile.ts';
import { type Ran, TestHome } from './netsh.ts';

const home = new TestHome();
afterAll(() => home.close());

/** All that a run printed and that would steer a terminal. */
function steers({ out, err }: Ran): string[] {
  return steering(`${out}\n${err}`);
}

test.each([
  ['an unknown command', (text: string) => [`x${text}`]],
  ['an argument', (text: string) => ['interface', 'portproxy', 'add', 'v4tov4', '1', `x${text}`]],
  ['a tag', (text: string) => ['interface', 'portproxy', 'add', 'v4tov4', `x${text}=1`]],
  ['an option', (text: string) => ['show', 'mode', `--x${text}`]],
  ['a context', (text: string) => ['-c', `x${text}`]],
  ['a machine', (text: string) => ['-r', `x${text}`, 'show', 'mode']],
  ['a user', (text: string) => ['-r', 'gw', '-u', `x${text}`, 'show', 'mode']],
  ['a script that is not there', (text: string) => ['-f', `x${text}`]],
  [
    'a file to export to',
    (text: string) => ['interface', 'portproxy', 'export', 'haproxy', `file=no/x${text}/y`],
  ],
  ['a file to import', (text: string) => ['interface', 'portproxy', 'import', `file=x${text}`]],
  ['a helper', (text: string) => ['add', 'helper', `./x${text}.mjs`]],
  ['a word to complete', (text: string) => ['--complete', 'words', `=${text}`, 'interface']],
])(
  '%s is refused without steering the terminal, in words and in JSON',
  async (_what, args) => {
    await fc.assert(
      fc.asyncProperty(hostile, async (text) => {
        expect(steers(await home.netsh(args(text)))).toEqual([]);
        const { err, out } = await home.netsh([...args(text), '--json']);
        expect(steering(`${out}\n${err}`)).toEqual([]);
      }),
      { numRuns: 3 },
    );
  },
  60_000,
);

test('a script, its name and its lines are told without steering the terminal', async () => {
  await fc.assert(
    fc.asyncProperty(hostile, async (text) => {
      const name = `s${text.replaceAll('/', '')}.txt`;
      const lines = [
        `rem ${text}`,
        `x${text}`,
        `alias a${text} b${text}`,
        'show alias',
        `pushd x${text}`,
        `explain x${text}`,
      ];
      writeFileSync(path.join(home.path, name), `${lines.join('\n')}\n`);
      for (const options of [[], ['--json']]) {
        const ran = await home.netsh(['-f', name, '--echo', ...options]);
        expect(steers(ran)).toEqual([]);
        expect(ran.code).toBe(1);
      }
    }),
    { numRuns: 5 },
  );
}, 60_000);

test('a table file, settings and helpers with hostile texts are refused without steering the terminal', async () => {
  await fc.assert(
    fc.asyncProperty(hostile, async (text) => {
      const other = new TestHome();
      const entry = {
        family: 'v4tov4',
        listenAddress: text,
        listenPort: '80',
        connectAddress: text,
        connectPort: '80',
      };
      writeFileSync(
        path.join(other.path, 'table.json'),
        JSON.stringify({ table: { version: 1, entries: [entry] } }),
      );
      writeFileSync(
        path.join(other.path, 'settings.json'),
        JSON.stringify({ metrics: { address: text, port: 1 } }),
      );
      const helper = { name: text, file: text, context: { kind: 'context', name: text, entries: [] } };
      writeFileSync(path.join(other.path, 'helpers.json'), JSON.stringify({ helpers: [helper] }));
      mkdirSync(path.join(other.path, `d${text.replaceAll('/', '')}`));
      for (const line of ['interface portproxy show all', 'relay show status', 'show helper', 'dump', '/?']) {
        expect(steers(await other.netsh(line.split(' ')))).toEqual([]);
      }
      await other.close();
    }),
    { numRuns: 3 },
  );
}, 60_000);
