import { afterEach, expect, test } from 'vitest';
import { PROGRAM, TestHome } from '../program/netsh.ts';
import { NetshTerminal } from './netsh.ts';

let open: { close(): Promise<void> }[] = [];

afterEach(async () => {
  const all = open.toReversed();
  open = [];
  for (const one of all) await one.close();
});

test('in the shell a filter behind a bar chooses lines; elsewhere a bar is a word', async () => {
  const home = new TestHome();
  open.push(home);
  const adds = [80, 81, 82].map((port) => `add v4tov4 ${port} 10.0.0.${port} 80 127.7.7.1 state=disabled\n`);
  await home.netsh([], { input: `interface portproxy\n${adds.join('')}` });
  const terminal = new NetshTerminal({ rows: 60 }, home);
  open.push(terminal);
  await terminal.waitFor('netsh>');
  await terminal.typeAndWait('interface portproxy\r', 'netsh interface portproxy>');
  // A remark is for the person, not of the answer: filters leave it alone.
  const remark = '3 entries are disabled: show status\nnetsh interface portproxy>';
  await terminal.typeAndWait(
    'show all | include 10.0.0.81\r',
    `show all | include 10.0.0.81\n127.7.7.1       81          10.0.0.81       80\n${remark}`,
  );
  await terminal.typeAndWait('show all|count\r', `show all|count\n3\n${remark}`);
  await terminal.typeAndWait('show all | find /v "10.0.0.8" | count\r', `| count\n0\n${remark}`);
  await terminal.typeAndWait(
    'show all | grep 80',
    '"grep" is not a filter. Use include, exclude, find or count.',
  );
  await terminal.typeAndWait('\r', ({ text }) => text.split('"grep" is not a filter.').length === 2);
  await terminal.typeAndWait('alias n show all | count\r', 'Ok.\n');
  await terminal.typeAndWait('n\r', `portproxy>n\n3\n${remark}`);
  await terminal.typeAndWait(
    'explain show all | exclude 80\r',
    'filter: Drops the lines that contain a text',
  );
  await terminal.typeAndWait('help filters\r', 'The switches of find:');
  await terminal.typeAndWait('help forward\r', /^ {2}help forwarding +What an entry does/m);

  const words = ['interface', 'portproxy', 'show', 'all', '|', 'count'];
  expect(await home.netsh(words)).toMatchObject({
    code: 1,
    out: expect.stringMatching(/^The syntax supplied/),
    err: expect.stringMatching(/^'\|' /),
  });
  expect(await home.netsh([], { input: words.join(' ') })).toMatchObject({
    code: 1,
    out: expect.stringMatching(/^The syntax supplied/),
  });
});

test('--help and help options name every option of ours, and the environment variables', async () => {
  const home = new TestHome();
  open.push(home);
  const { out, code } = await home.netsh(['--help']);
  expect(code).toBe(0);
  expect(out).toMatch(/^\nUsage: netsh \[-a AliasFile\]/);
  for (const name of [
    'json',
    'watch',
    'check',
    'echo',
    'stop-on-error',
    'embedded',
    'plain',
    'version',
    'help',
  ]) {
    expect(out).toMatch(new RegExp(`^ {2}--${name} +\\S`, 'm'));
  }
  for (const name of ['NETSH_HOME', 'NETSH_SSH', 'PAGER', 'NO_COLOR'])
    expect(out).toMatch(new RegExp(`^ {2}${name} `, 'm'));
  expect(out).toContain('The following commands are available:');
  expect((await home.netsh([], { input: 'help options\n' })).out).toContain('  --stop-on-error');
  expect((await home.netsh(['/?'])).out).not.toMatch(/^ {2}--json/m);
});

test('--plain gives plain lines, in which the terminal edits the line', async () => {
  const terminal = new NetshTerminal({ args: [PROGRAM, '--plain'] });
  open.push(terminal);
  await terminal.waitFor('netsh>');
  await terminal.typeAndWait('interface portproxy\r', 'netsh interface portproxy>');
  await terminal.typeAndWait('help keys\r', 'The terminal edits the line, with its own keys.');
  await terminal.typeAndWait('offline\r', 'netsh interface portproxy (offline)>');
  terminal.type('exit\r');
  expect(await terminal.ended).toEqual({ exitCode: 0, signal: 0 });
  expect(terminal.screen.raw).not.toContain('\u001B');
});
