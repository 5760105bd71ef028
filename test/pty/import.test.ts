import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { freePorts } from '../program/netsh.ts';
import { NetshTerminal } from './netsh.ts';

const PORTPROXY = 'netsh interface portproxy>';

let terminal: NetshTerminal | undefined;

afterEach(async () => {
  await terminal?.close();
  terminal = undefined;
});

test('import shows the preview once, before its question, with what was filled in; no changes nothing', async () => {
  const shell = new NetshTerminal({ rows: 50 });
  terminal = shell;
  const [one, two] = await freePorts(2);
  const file = path.join(shell.home.path, 'x.cmd');
  writeFileSync(
    file,
    `for %%p in (${one} ${two}) do netsh interface portproxy add v4tov4 %%p %TO% 80 127.0.0.1\r\n`,
  );
  await shell.waitFor('netsh>');
  await shell.typeAndWait('interface portproxy\r', PORTPROXY);
  const preview = [
    `${file} is read as netsh script, UTF-8.`,
    '',
    'Adds 2 entries:',
    ` v4tov4 127.0.0.1:${one} to 10.0.0.9:80 (line 1)`,
    ` v4tov4 127.0.0.1:${two} to 10.0.0.9:80 (line 1)`,
    '',
    'Filled in:',
    ` %%p = ${one}, ${two} (line 1)`,
    ' %TO% = 10.0.0.9 (given)',
  ].join('\n');
  const previews = () => shell.screen.text.split('Adds 2 entries:').length - 1;

  await shell.typeAndWait(`import ${file} with=TO=10.0.0.9\r`, '(y/n)');
  expect(shell.screen.text).toContain(preview);
  expect(shell.screen.text).toMatch(/Add 2 entries\? \(y\/n\)/);
  await shell.typeAndWait(
    'n',
    (screen) => screen.cursorRow.includes('with=') && !screen.text.includes('(y/n)'),
  );
  expect(previews()).toBe(1);
  expect((await shell.home.portproxy('show all')).out).toBe('\n');

  // The line stands there again.
  await shell.typeAndWait('\r', '(y/n)');
  expect(previews()).toBe(2);
  await shell.typeAndWait('y', 'Done.');
  expect(previews()).toBe(2);
  expect((await shell.home.portproxy('show all')).out).toContain(
    `127.0.0.1       ${String(one).padEnd(10)}  10.0.0.9`,
  );
});
