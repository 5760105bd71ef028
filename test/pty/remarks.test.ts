import { afterEach, expect, test } from 'vitest';
import { PROGRAM, TestHome, freePorts } from '../program/netsh.ts';
import { NetshTerminal } from './netsh.ts';

let open: { close(): Promise<void> }[] = [];

afterEach(async () => {
  const all = open.toReversed();
  open = [];
  for (const one of all) await one.close();
});

function newHome(): TestHome {
  const home = new TestHome();
  open.push(home);
  return home;
}

/** Runs one command line at a terminal; returns what the terminal shows at its end. */
async function atTerminal(home: TestHome, ...args: readonly string[]): Promise<string> {
  const terminal = new NetshTerminal({ args: [PROGRAM, ...args] }, home);
  open.push(terminal);
  await terminal.ended;
  return terminal.screen.text;
}

async function shell(home: TestHome): Promise<NetshTerminal> {
  const terminal = new NetshTerminal({}, home);
  open.push(terminal);
  await terminal.waitFor('netsh>');
  return terminal;
}

test('one command at a terminal says what it did and what there is; in a pipe it prints netsh’s bytes alone', async () => {
  const home = newHome();
  const po = ['interface', 'portproxy'];
  const [port] = await freePorts(1);
  for (const show of ['all', 'statistics', 'status']) {
    expect(await atTerminal(home, ...po, 'show', show)).toContain('The table is empty. Add an entry');
    expect(await home.netsh([...po, 'show', show])).toEqual({ code: 0, out: '\n', err: '' });
  }
  expect(await atTerminal(home, ...po, 'show', 'connections')).toBe('\nNo connections.');
  const add = [...po, 'add', 'v4tov4', String(port), '127.0.0.1', '9', '127.0.0.1'];
  await home.netsh(add);
  expect(await atTerminal(home, ...po, 'show', 'v6tov4')).toContain('No entries of this family.');
  expect(await home.netsh([...po, 'reset', '--check'])).toEqual({ code: 0, out: '\n', err: '' });
  expect(await atTerminal(home, ...po, 'reset', '--json')).toBe('{"ok":true}');
  await home.netsh(add);
  expect(await atTerminal(home, ...po, 'reset')).toBe('\n1 entry deleted.');
  await home.netsh(add);
  expect(await home.netsh([...po, 'reset'])).toEqual({ code: 0, out: '\n', err: '' });
});

test('show all at a terminal names the command that tells why an entry does not listen', async () => {
  const home = newHome();
  await home.portproxy('add v4tov4 9 127.0.0.1 9 127.0.0.1');
  expect(await atTerminal(home, 'interface', 'portproxy', 'show', 'all')).toMatch(
    /\n1 entry does not listen: show status$/,
  );
  await home.netsh(['relay', 'stop']);
  expect(await atTerminal(home, 'interface', 'portproxy', 'show', 'all')).toMatch(
    /\nThe relay is not running, nothing listens: relay start$/,
  );
});

test('offline is seen in the prompt; show changes tells the difference, commit and abort what they did', async () => {
  const home = newHome();
  const [one, two, three] = await freePorts(3);
  for (const port of [one, two]) await home.portproxy(`add v4tov4 ${port} 127.0.0.1 9 127.0.0.1`);
  const terminal = await shell(home);
  await terminal.typeAndWait('interface portproxy\r', 'netsh interface portproxy>');
  await terminal.typeAndWait('offline\r', 'netsh interface portproxy (offline)>');
  await terminal.typeAndWait('show changes\r', '\nNothing is staged.\n');
  await terminal.typeAndWait(`delete v4tov4 ${one} 127.0.0.1\r`, 'portproxy (offline, 1 change)>');
  await terminal.typeAndWait(
    `set v4tov4 ${two} connectport=10 listenaddress=127.0.0.1\r`,
    'portproxy (offline, 2 changes)>',
  );
  await terminal.typeAndWait(`add v6tov4 ${three} 127.0.0.1 9 ::1\r`, 'portproxy (offline, 3 changes)>');
  await terminal.typeAndWait(
    'show changes\r',
    `\n- v4tov4 127.0.0.1:${one} to 127.0.0.1:9\n` +
      `~ v4tov4 127.0.0.1:${two} to 127.0.0.1:10 (was 127.0.0.1:9)\n` +
      `+ v6tov4 [::1]:${three} to 127.0.0.1:9\n`,
  );
  await terminal.typeAndWait(
    'show all\r',
    '\n3 changes are staged and not in effect: show changes, commit or abort.\n',
  );
  await terminal.typeAndWait('commit\r', '\nCommitted 3 changes.\n');
  await terminal.waitFor(({ cursorRow }) => cursorRow === 'netsh interface portproxy (offline)>');
  await terminal.typeAndWait('reset\ry', '\nStaged: 2 entries deleted.\n');
  await terminal.typeAndWait('abort\r', '\nDiscarded 1 change.\n');
  await terminal.typeAndWait('online\r', '\nNothing was staged.\n');
  await terminal.waitFor(({ cursorRow }) => cursorRow === 'netsh interface portproxy>');
});

test('show changes in a script is the difference, for programs too', async () => {
  const home = newHome();
  const script =
    'set mode offline\ninterface portproxy add v4tov4 28100 10.0.0.5 80\nshow changes\nshow changes --json\nabort\n';
  const { out, err, code } = await home.netsh([], { input: script });
  expect({ err, code }).toEqual({ err: '', code: 0 });
  expect(out).toContain('\n+ v4tov4 *:28100 to 10.0.0.5:80\n');
  expect(JSON.parse(out.split('\n').find((line) => line.startsWith('{')) ?? '')).toMatchObject({
    staged: 1,
    added: [{ listenPort: '28100' }],
    changed: [],
    deleted: [],
  });
});

test('words of an inner context, of other programs and of Windows lead on, at a terminal alone', async () => {
  const home = newHome();
  expect(await atTerminal(home, 'show', 'all')).toBe(
    'The following command was not found: show all.\n' +
      'Found in interface portproxy. Type: netsh interface portproxy show all',
  );
  expect(await home.netsh(['show', 'all'])).toEqual({
    code: 1,
    out: 'The following command was not found: show all.\n',
    err: '',
  });
  expect(await atTerminal(home, 'wcn')).toBe(
    'The following command was not found: wcn.\nWindows Connect Now exists only on Windows.',
  );
  const terminal = await shell(home);
  await terminal.typeAndWait('portproxy\r', '\nFound in interface. Type: interface portproxy\n');
  await terminal.typeAndWait(
    'monitor\r',
    '\nFound in interface portproxy. Type: interface portproxy monitor\n',
  );
  await terminal.typeAndWait('remove x\r', '\nDid you mean delete?\n');
  await terminal.typeAndWait('dump > file\r', '\nTo write the table to a file: export windows FILE');
  await terminal.typeAndWait('help\r', '\nMore: help keys, help filters, help options\n');
  await terminal.typeAndWait('help ?', 'Choosing among the lines that a command prints.');
});

test('a context that only Windows has is answered at each line that is typed', async () => {
  const terminal = await shell(newHome());
  const answer = 'Windows Connect Now exists only on Windows.\n';
  await terminal.typeAndWait('wcn query\r', `not found: wcn query.\n${answer}`);
  await terminal.typeAndWait('wcn\r', `not found: wcn.\n${answer}`);
  await terminal.typeAndWait(
    'pushd wcn\r',
    `pushd wcn\nThe following command was not found: wcn.\n${answer}`,
  );
  await terminal.typeAndWait('explain wcn\r', `"wcn" is not a command or context here.\n${answer}`);
});
