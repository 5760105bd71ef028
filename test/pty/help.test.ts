import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { TestHome } from '../program/netsh.ts';
import type { TerminalOptions } from './terminal.ts';
import { NetshTerminal } from './netsh.ts';

let open: { close(): Promise<void> }[] = [];

afterEach(async () => {
  const all = open.toReversed();
  open = [];
  for (const one of all) await one.close();
});

async function shell(options: Partial<TerminalOptions> = {}, home?: TestHome): Promise<NetshTerminal> {
  const terminal = new NetshTerminal({ columns: 80, rows: 24, ...options }, home);
  open.push(terminal);
  await terminal.waitFor('netsh>');
  return terminal;
}

test('help and Tab lists topics, then what other contexts have; a word begun is completed', async () => {
  const terminal = await shell();
  await terminal.typeAndWait('help \t', 'Why an entry does not listen, or nobody gets through.');
  await terminal.typeAndWait('\u001B', ({ cursorRow }) => cursorRow.startsWith('netsh>help'));
  await terminal.typeAndWait('\u0015help v6tov\t', /v6tov4 +Adds an entry that listens on IPv6/);
  await terminal.typeAndWait('\u001B', ({ cursorRow }) => cursorRow.startsWith('netsh>help'));
  await terminal.typeAndWait('\u0015help monit\t', ({ cursorRow }) =>
    cursorRow.startsWith('netsh>help monitor'),
  );
  await terminal.typeAndWait('\r', /^ {2}interface portproxy monitor +Opens a live view/m);
  await terminal.typeAndWait('help kill \t', /connection +Ends one connection\./);
});

test('help WORD finds keys too, in the shell whose keys they are, and folds where it is narrow', async () => {
  const terminal = await shell({ columns: 50 });
  await terminal.typeAndWait('help yank\r', /^ {2}help keys +The keys of the shell\./m);
  await terminal.typeAndWait('help keys\r', /^Ctrl-Y +- Pastes the last cut$/m);
  await terminal.typeAndWait('help forwrd\r', /Near: forward,\nforwards\./);
  await terminal.typeAndWait('help ranges\r', /^A range such as 30000-30010 in place of a port$/m);
});

test('help of a context leads to topics; plain lines have the search too', async () => {
  const terminal = await shell({ rows: 60, env: { NETSH_PLAIN: '1' } });
  terminal.type('help\r');
  await terminal.waitFor('More: help topics, help keys, help WORD');
  terminal.type('help why does it not listen\r');
  await terminal.waitFor(/^ {2}help listening +Why an entry/m);
});

test('explain takes a file and the table, and Tab completes both', async () => {
  const home = new TestHome();
  open.push(home);
  writeFileSync(path.join(home.path, 'zforwards.txt'), 'int po add v4tov4 28110 10.0.0.5 80 127.7.7.1\n');
  const terminal = await shell({}, home);
  await terminal.typeAndWait('explain zfor\t', ({ cursorRow }) =>
    cursorRow.startsWith('netsh>explain zforwards.txt'),
  );
  await terminal.typeAndWait('\r', 'Creates 127.7.7.1:28110 to 10.0.0.5:80.');
  await terminal.typeAndWait('explain tab\t', ({ cursorRow }) => cursorRow.startsWith('netsh>explain table'));
  await terminal.typeAndWait('\r', 'The table is empty: nobody reaches anything through it.');
  expect((await home.portproxy('show all')).out).toBe('\n');
});

test('a list that ? opens and that cuts texts says how to read them, and Enter does it', async () => {
  const terminal = await shell();
  await terminal.typeAndWait(
    'interface portproxy add v4tov4 8080 ?',
    'Enter shows the whole help, as /? does.',
  );
  await terminal.typeAndWait(
    '\r',
    /^ +listenaddress +- IPv4 address on which to listen \(default: \*, every$/m,
  );
});
