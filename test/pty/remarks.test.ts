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

test('a line that lacks a parameter ends with its name at a terminal, below the usage', async () => {
  const home = newHome();
  const told = await atTerminal(home, 'interface', 'portproxy', 'add', 'v4tov4');
  expect(told).toMatch(/\nMissing: listenport\.$/);
  const { out, err } = await home.portproxy('add v4tov4');
  expect(`${out}${err}`.trimEnd()).not.toMatch(/Missing: listenport\.$/);
});

test('show all at a terminal names the command that tells why an entry does not listen', async () => {
  const home = newHome();
  await home.portproxy('add v4tov4 9 127.0.0.1 9 127.0.0.1');
  expect(await atTerminal(home, 'interface', 'portproxy', 'show', 'all')).toMatch(
    /\n1 entry does not listen: show status$/,
  );
  await home.portproxy('add v4tov4 10 127.0.0.1 9 127.0.0.1 state=disabled');
  expect(await atTerminal(home, 'interface', 'portproxy', 'show', 'all')).toMatch(
    /\n1 entry does not listen, 1 entry is disabled: show status$/,
  );
  await home.portproxy('delete v4tov4 9 127.0.0.1');
  expect(await atTerminal(home, 'interface', 'portproxy', 'show', 'v4tov4')).toMatch(
    /\n1 entry is disabled: show status$/,
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
  await terminal.typeAndWait('commit\r', '\nCommitted 3 changes. Still offline: online goes back.\n');
  await terminal.waitFor(({ cursorRow }) => cursorRow === 'netsh interface portproxy (offline)>');
  await terminal.typeAndWait('reset\ry', '\nStaged: 2 entries deleted.\n');
  await terminal.typeAndWait('abort\r', '\nDiscarded 1 change. Still offline: online goes back.\n');
  // What leaves every entry as it is counts as no change.
  await terminal.typeAndWait(`add v4tov4 ${one} 127.0.0.1 9 127.0.0.1\r`, 'portproxy (offline, 1 change)>');
  await terminal.typeAndWait(
    `delete v4tov4 ${one} 127.0.0.1\r`,
    ({ cursorRow }) => cursorRow === 'netsh interface portproxy (offline)>',
  );
  await terminal.typeAndWait('show changes\r', '\nThe staged changes leave every entry as it is.\n');
  await terminal.typeAndWait(
    'abort\r',
    '\nDiscarded what was staged: no entry differed. Still offline: online goes back.\n',
  );
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

test('words of an inner context lead on, on standard error; those of other programs and of Windows do at a terminal', async () => {
  const home = newHome();
  expect(await atTerminal(home, 'show', 'all')).toBe(
    'The following command was not found: show all.\n' +
      'Found in interface portproxy. Type: netsh interface portproxy show all',
  );
  expect(await home.netsh(['show', 'all'])).toEqual({
    code: 1,
    out: 'The following command was not found: show all.\n',
    err: 'Found in interface portproxy. Type: netsh interface portproxy show all\n',
  });
  const script = await home.netsh([], { input: 'show all\nadd v4tov4 1 x\nportproxy\nremove x\n' });
  expect(script.out).toBe(
    ['show all', 'add v4tov4 1 x', 'portproxy', 'remove x']
      .map((line) => `The following command was not found: ${line}.\n`)
      .join(''),
  );
  // Once for each context: a script that forgot where it belongs may be long.
  expect(script.err.match(/^Found in .*$/gm)).toEqual([
    'Found in interface portproxy. Type: interface portproxy show all',
    'Found in interface. Type: interface portproxy',
  ]);
  expect(await atTerminal(home, 'wcn')).toBe(
    'The following command was not found: wcn.\nWindows Connect Now exists only on Windows.',
  );
  const terminal = await shell(home);
  await terminal.typeAndWait(
    'portproxy\r',
    '\nFound in interface. Tab, then Enter runs it there: interface portproxy\n',
  );
  await terminal.typeAndWait(
    'monitor\r',
    '\nFound in interface portproxy. Tab, then Enter runs it there: interface portproxy\nmonitor\n',
  );
  await terminal.typeAndWait('remove x\r', '\nDid you mean delete?\n');
  await terminal.typeAndWait('1\r', '\nTo begin lesson 1: learn 1\n');
  await terminal.typeAndWait('dump > file\r', "\nTo write a file, in your system's shell: netsh dump > FILE");
  await terminal.typeAndWait('help\r', '\nMore: help topics, help keys, help WORD\n');
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

test('Tab takes a line to its context: the one being typed, and after Enter the one that failed', async () => {
  const terminal = await shell(newHome());
  await terminal.typeAndWait(
    'show status',
    'No command begins with "status" here. Tab: interface portproxy show status',
  );
  const offered = 'netsh>interface portproxy show status';
  await terminal.typeAndWait(
    '\t',
    ({ cursorRow, cursor }) => cursorRow === offered && cursor.x === offered.length,
  );
  await terminal.typeAndWait('\u0003', '^C');
  await terminal.typeAndWait('show status\r', 'Tab, then Enter runs it there: interface portproxy');
  // It stands there in grey until something else is typed.
  await terminal.waitFor(({ cursorRow, cursor }) => cursorRow === offered && cursor.x === 6);
  await terminal.typeAndWait('\t\r', 'The table is empty. Add an entry');
  await terminal.waitFor(({ cursorRow }) => cursorRow === 'netsh>');
});

test('in plain lines the whole line is told', async () => {
  const terminal = new NetshTerminal({ env: { TERM: 'dumb' } });
  open.push(terminal);
  await terminal.waitFor('netsh>');
  await terminal.typeAndWait('monitor\r', 'Found in interface portproxy. Type: interface portproxy monitor');
});

test('the commonest slips are answered with the line that was meant; in a pipe with netsh’s bytes alone', async () => {
  const home = newHome();
  const [port] = await freePorts(1);
  await home.portproxy(`add v4tov4 ${port} 127.0.0.1 9 127.0.0.1`);
  const terminal = await shell(home);
  const answers = async (line: string, answer: string) => {
    await terminal.typeAndWait(`${line}\r`, answer);
    await terminal.waitFor(({ cursorRow }) => cursorRow.startsWith('netsh'));
  };
  await answers('delete 8080', 'Say the family: interface portproxy delete v4tov4 8080');
  await terminal.typeAndWait('interface portproxy\r', 'netsh interface portproxy>');
  await answers('delete 8080', 'Say the family: delete v4tov4 8080');
  await answers('set 8080 connectport=9001', 'Say the family: set v4tov4 8080 connectport=9001');
  await answers('add 8081 10.0.0.1 80', 'Say the family: add v4tov4 8081 10.0.0.1 80');
  await answers('add 8081 ::1 80', 'Say the family: add v4tov6 8081 ::1 80');
  await answers(
    'add listenport=1 listenaddress=::1',
    'Say the family: add v6tov4 listenport=1 listenaddress=::1',
  );
  await answers('s a', 'set or show? s is taken for set.');
  await answers(
    `delete v4tov4 ${port}`,
    `With this port: delete v4tov4 listenport=${port} listenaddress=127.0.0.1`,
  );
  await answers('delete v4tov4 1', 'No entry has this port. show all lists them.');
  expect(await home.portproxy('delete 8080')).toEqual({
    code: 1,
    out: 'The following command was not found: interface portproxy delete 8080.\n',
    err: '',
  });
  expect(await home.portproxy('delete v4tov4 1')).toEqual({
    code: 1,
    out: 'The system cannot find the file specified.\n',
    err: '',
  });
});

test('a protocol in the place of the listen address is asked about, before Enter and after', async () => {
  const home = newHome();
  const [port] = await freePorts(1);
  const terminal = await shell(home);
  await terminal.typeAndWait('interface portproxy\r', 'netsh interface portproxy>');
  // Disabled, so that nobody is asked for the address of a machine of this name.
  const line = `add v4tov4 ${port} state=disabled 127.0.0.1 53`;
  await terminal.typeAndWait(`${line} udp`, 'Did you mean protocol=udp?');
  await terminal.typeAndWait('\r', /udp\n[^]*\nDid you mean protocol=udp\?\n[^]*portproxy>$/);
  expect(await atTerminal(home, 'interface', 'portproxy', ...line.split(' '), 'TCP')).toMatch(
    /\nDid you mean protocol=tcp\?$/,
  );
  const tagged = await atTerminal(home, 'interface', 'portproxy', ...line.split(' '), 'udp', 'protocol=udp');
  expect(tagged).not.toContain('Did you mean');
  expect(await home.portproxy(`${line} udp`)).toEqual({ code: 0, out: '\n', err: '' });
});

test('what export has written is told in lines that break at blanks', async () => {
  const home = newHome();
  await home.portproxy('add v4tov4 9 127.0.0.1 9 127.0.0.1 state=disabled');
  const file = `${home.path}/w`;
  const told = await atTerminal(home, 'interface', 'portproxy', 'export', 'windows', `file=${file}`);
  const rows = told.trim().split('\n');
  expect(rows.length).toBeGreaterThan(1);
  expect(rows.join(' ')).toBe(
    `Wrote 1 entry to ${file}. It begins with reset, which empties the table that it is replayed on.`,
  );
});
