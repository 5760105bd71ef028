import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { TOPICS } from '../../help/topics/topics.ts';
import { TestHome } from './netsh.ts';

const home = new TestHome();
afterAll(() => home.close());

test('one command line searches all contexts, and says how to read on', async () => {
  const { code, out, err } = await home.netsh(['help', 'forward']);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toMatch(
    /^\nHelp on "forward":\n\n {2}help forwarding +What an entry does, and the first one\.\n/,
  );
  expect(out).toMatch(/\n\nTo read one, type its words: netsh help forwarding\n\n$/);
  expect((await home.netsh(['help', 'monitr'])).out).toContain('Near: monitor.');
});

test('the full name of a command gives its help, with what else there is', async () => {
  const { out } = await home.netsh(['help', 'interface', 'portproxy', 'monitor']);
  expect(out).toMatch(/^\nUsage: monitor /);
  expect(out).toContain('\nSee also:\n\n');
  const inside = await home.netsh(['-c', 'interface portproxy', 'help', 'add', 'v4tov4']);
  expect(inside.out).toMatch(/^\nUsage: add v4tov4 /);
});

test('JSON has what was found as data', async () => {
  const json = JSON.parse((await home.netsh(['help', 'ranges', 'xyzzy', '--json'])).out) as {
    found: { kind: string; name: string; text: string }[];
    near: Record<string, string[]>;
  };
  expect(json.found[0]).toEqual({ kind: 'topic', name: 'help ranges', text: 'One entry for many ports.' });
  expect(json.near).toEqual({ xyzzy: [] });
});

test('topics are listed and shown; a word that steers the terminal is made visible', async () => {
  expect((await home.netsh(['help', 'topics'])).out).toMatch(/\n {2}listening +Why an entry does not listen/);
  expect((await home.netsh(['help', 'Ranges'])).out).toContain('  add v4tov4 listenport=30000-30010');
  expect((await home.netsh(['help', 'keys'])).out).toContain('Keys are those of the shell at a terminal');
  expect((await home.netsh(['help', 'x\u001B[31m'])).out).not.toContain('\u001B');
});

test('a script gets what Windows gives: the help of the context', async () => {
  writeFileSync(path.join(home.path, 'script.txt'), 'help forward\n');
  const asked = await home.netsh(['-f', 'script.txt']);
  expect(asked.out).toContain('The following commands are available:');
  expect(asked.out).not.toContain('Help on');
});

test('the lines of netsh in topics run, in a dry run', async () => {
  const lines = [...TOPICS.values()].flatMap(({ parts }) =>
    parts.flatMap((part) => {
      if (typeof part !== 'object' || !('in' in part)) return [];
      // Another machine and files are not there; filters and a deleted entry are for the shell of a person, who also ends what goes on.
      const run = part.lines.filter(
        (line) => !/^(set machine|delete )|\||^\.\.$|--watch|^monitor$|^import /.test(line),
      );
      return [`pushd ${part.in.join(' ')}`, ...run, 'popd'];
    }),
  );
  expect(lines.length).toBeGreaterThan(60);
  // Lines about a group need an entry of it.
  const grouped = 'interface portproxy add v4tov4 65001 127.0.0.1 1 127.0.0.1 group=web';
  const ran = await home.netsh(['--check'], { input: `${[grouped, ...lines].join('\n')}\n` });
  expect(ran.err).toContain('no errors');
  expect(ran.code).toBe(0);
});
