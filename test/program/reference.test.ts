import { spawnSync } from 'node:child_process';
import { cpSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EXAMPLES, manPage } from '../../tools/man-page.ts';
import { contextSections } from '../../tools/command-sections.ts';
import { commandsDocument } from '../../tools/commands-document.ts';
import { TestHome } from './netsh.ts';

const house = path.resolve(import.meta.dirname, '../..');
const home = new TestHome();
afterAll(() => home.close());

/** Examples that take what is not here: an interface, another machine, files of the system, a package, a connection, a terminal, a service manager, a fleet. */
const NOT_EVERYWHERE =
  /eth0|gateway|\/etc\/|netsh-helper-lamp|^kill connection|^delete helper|^learn|^(?:un)?install|^show history/;

beforeAll(() => {
  cpSync(path.join(house, 'examples/helper-lamp/lamp.js'), path.join(home.path, 'lamp.mjs'));
  writeFileSync(path.join(home.path, 'forwards.txt'), 'interface portproxy show all\n');
  writeFileSync(
    path.join(home.path, 'forwards.reg'),
    'Windows Registry Editor Version 5.00\n\n' +
      '[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\PortProxy\\v4tov4\\tcp]\n"*/8080"="10.0.0.5/80"\n',
  );
  writeFileSync(
    path.join(home.path, 'wsl.cmd'),
    'netsh interface portproxy add v4tov4 listenport=%PORT% connectaddress=%WSL_IP%\n',
  );
});

const sections = contextSections().map(({ words, commands }) => {
  const examples = commands.flatMap(({ command }) => command.examples ?? []);
  return { words, examples, run: examples.filter((example) => !NOT_EVERYWHERE.test(example)) };
});

test('the examples of the reference are those of the schema, and most of them can run here', () => {
  const page = commandsDocument();
  for (const { examples } of sections)
    for (const example of examples) expect(page).toContain(`\n${example}\n`);
  const [all, run] = [sections.flatMap(({ examples }) => examples), sections.flatMap((one) => one.run)];
  expect(run.length).toBeGreaterThan(40);
  expect(all.length - run.length).toBeLessThan(30);
});

test.each(sections.filter(({ run }) => run.length > 0))(
  'the examples of the context $words run, in a dry run',
  async ({ words, run }) => {
    // What is deleted or changed must be there.
    const adds = run.filter((example) => /^add (v|rule)/.test(example));
    const lines = run.flatMap((example) => [...adds, example]);
    const input = [`pushd ${words.join(' ')}`, ...lines, 'popd'].join('\n');
    const ran = await home.netsh(['--check'], { input: `${input}\n` });
    expect(ran.err).toContain('no errors');
    expect(ran.code).toBe(0);
  },
);

test('the examples of the manual page run', async () => {
  await home.netsh(['relay', 'start']);
  for (const example of EXAMPLES) {
    const [program, ...words] = example.split(' ');
    expect(program).toBe('netsh');
    expect((await home.netsh(words)).code, example).toBe(0);
    expect(manPage()).toContain(example.replaceAll('-', String.raw`\-`));
  }
});

describe('the manual page', () => {
  const groff = spawnSync('groff', ['-man', '-Tutf8', '-ww'], { input: manPage(), encoding: 'utf8' });
  test.skipIf(groff.error)('is set by groff without a warning', () => {
    expect({ code: groff.status, err: groff.stderr }).toEqual({ code: 0, err: '' });
  });
  test.skipIf(groff.error)('tells every command, option and topic', () => {
    // oxlint-disable-next-line no-control-regex -- groff writes bold and italic by escape sequences.
    const text = groff.stdout.replaceAll(/\u001B\[[\d;]*m|.\u0008/g, '');
    for (const word of [
      '--stop-on-error',
      'NETSH_HOME',
      'kill connection',
      'show access',
      'RANGES',
      'EXIT STATUS',
    ]) {
      expect(text).toContain(word);
    }
  });
  test('is ASCII, which every roff reads', () => expect(manPage()).toMatch(/^[\n -~]*$/));
});
