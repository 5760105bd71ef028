import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { PROGRAM, TestHome } from '../program/netsh.ts';

const house = path.resolve(import.meta.dirname, '../..');
const readme = readFileSync(path.join(house, 'README.md'), 'utf8');
const home = new TestHome();
afterAll(() => home.close());

const blocks = (language: string) =>
  [...readme.matchAll(new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``, 'g'))].map((match) => match[1]!);

test('the two commands of the README are scripts of the package', () => {
  const [start, tests] = blocks('sh').map((block) => block.trim());
  expect([start, tests]).toEqual(['npm ci && npm start', 'npm ci && npm test']);
  const { scripts } = JSON.parse(readFileSync(path.join(house, 'package.json'), 'utf8')) as {
    scripts: object;
  };
  expect(Object.keys(scripts)).toEqual(expect.arrayContaining(['start', 'test', 'dependencies']));
  expect(readFileSync(path.join(house, '.ci/run'), 'utf8')).toContain('npm ci && npm test');
});

test('the lines of the first five minutes run without an error', async () => {
  const [lines] = blocks('netsh');
  const ran = await home.netsh([], { input: lines! });
  expect(ran).toMatchObject({ code: 0, err: expect.not.stringContaining('<stdin>') });
});

test('each command of the first five minutes runs without an error', async () => {
  const commands = blocks('sh')
    .slice(2)
    .flatMap((block) => block.trim().split('\n'));
  expect(commands.length).toBeGreaterThan(6);
  let dumped = '';
  for (const command of commands) {
    const match = /^bin\/netsh (.*?)(?: > (\S+))?$/.exec(command);
    expect(match, command).not.toBeNull();
    const words = match![1]!.split(' ');
    if (words.includes('-f')) await home.netsh(['show', 'mode']);
    const ran = await home.netsh(words);
    expect(ran.code, `${command}\n${ran.err}`).toBe(0);
    if (match![2]) {
      dumped = ran.out;
      const { writeFileSync } = await import('node:fs');
      writeFileSync(path.join(home.path, match![2]), dumped);
    }
  }
  expect(PROGRAM.endsWith('bin/netsh.js')).toBe(true);
  expect(dumped).toContain('add v4tov4 listenport=18080');
});
