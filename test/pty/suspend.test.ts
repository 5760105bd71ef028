import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PROGRAM } from '../program/netsh.ts';
import { NetshTerminal } from './netsh.ts';

let terminal: NetshTerminal;
let pid = 0;

/** A shell with job control, in which netsh is a job. */
beforeEach(async () => {
  terminal = new NetshTerminal({
    command: 'bash',
    args: ['--norc', '--noprofile', '--noediting', '-i'],
    env: { PS1: '$ ', NODE: process.execPath, PROGRAM },
  });
  await terminal.waitFor((screen) => screen.cursorRow.startsWith('$'));
  await terminal.typeAndWait(
    `sh -c 'echo pid=$$; exec "$NODE" "$PROGRAM"'\r`,
    (screen) => screen.cursorRow === 'netsh>',
  );
  pid = Number(/^pid=(\d+)$/m.exec(terminal.screen.text)?.[1]);
});

afterEach(() => terminal.close());

/** Waits until the system's shell has the terminal for the nth time, and looks at the state in which it is. */
async function stopped(times: number): Promise<void> {
  const { screen } = terminal;
  await screen.waitFor(() => screen.text.split('Stopped').length > times && screen.cursorRow.startsWith('$'));
  expect(screen.isPasteBracketed).toBe(false);
  expect(screen.isCursorShown).toBe(true);
}

async function continued(row: string): Promise<void> {
  // The row and the mode are written one after the other, in an order that nobody sees.
  await terminal.typeAndWait('fg\r', (screen) => screen.cursorRow.startsWith(row) && screen.isPasteBracketed);
}

describe.skipIf(process.platform === 'win32')('netsh stops and goes on where it was', () => {
  test('by Ctrl-Z and by SIGTSTP, as often as one likes', async () => {
    await terminal.typeAndWait('interface por', 'portproxy');
    terminal.type('\u001A');
    await stopped(1);
    await terminal.typeAndWait('stty -a; echo over\r', /\nover\n/);
    expect(terminal.screen.text).toMatch(/ icanon\b/);
    expect(terminal.screen.text).toMatch(/ echo\b/);
    await continued('netsh>interface por');
    await terminal.typeAndWait('t', (screen) => screen.cursor.x === 'netsh>interface port'.length);
    process.kill(pid, 'SIGTSTP');
    await stopped(2);
    await continued('netsh>interface port');
    terminal.type('\u001A');
    await stopped(3);
    await continued('netsh>interface port');
  });

  test('in a terminal that has another size meanwhile', async () => {
    await terminal.typeAndWait('interface por', 'portproxy');
    terminal.type('\u001A');
    await stopped(1);
    terminal.resize(40, 20);
    await continued('netsh>interface por');
    await terminal.typeAndWait('\u0015?', (screen) => screen.text.includes(' of ') && screen.cursor.x === 6);
    expect(terminal.screen.text).toContain('…');
  });

  test('in a lesson, with the shell that it was begun in', async () => {
    await terminal.typeAndWait('learn 1\r', ({ cursorRow }) => cursorRow === '[lesson] netsh>');
    await terminal.typeAndWait('interface por', 'portproxy');
    terminal.type('\u001A');
    await stopped(1);
    await continued('[lesson] netsh>interface por');
    await terminal.typeAndWait('\u0015exit\r', ({ cursorRow }) => cursorRow === 'netsh>');
    terminal.type('\u001A');
    await stopped(2);
    await continued('netsh>');
  });

  test('while a command runs', async () => {
    await terminal.typeAndWait('interface portproxy show all --watch\r', (screen) => screen.cursor.x === 0);
    terminal.type('\u001A');
    await stopped(1);
    const before = terminal.screen.raw.length;
    await terminal.typeAndWait('fg\r', (screen) => screen.raw.includes('\u001B[?2004h', before));
    await terminal.typeAndWait('\u0003', (screen) => screen.cursorRow === 'netsh>');
  });
});
