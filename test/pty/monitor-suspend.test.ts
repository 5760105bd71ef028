import { afterEach, expect, test } from 'vitest';
import { PROGRAM } from '../program/netsh.ts';
import { NetshTerminal } from './netsh.ts';
import type { Screen } from './screen.ts';

const CTRL_Z = '\u001A';
const EMPTY = 'The table is empty.';
/** Modes that the monitor sets, and no shell: mouse, alternate screen. */
const MODES = [1000, 1006, 1049];

let terminal: NetshTerminal | undefined;

afterEach(async () => {
  await terminal?.close();
  terminal = undefined;
});

/** A shell of the system with job control, in which the monitor runs as a job. */
async function monitorAsJob(): Promise<NetshTerminal> {
  terminal = new NetshTerminal({
    command: 'bash',
    args: ['--norc', '--noprofile', '-i'],
    env: { PS1: '> ' },
  });
  await terminal.waitFor(({ text }) => text === '>');
  terminal.type(`"${process.execPath}" "${PROGRAM}" interface portproxy monitor\r`);
  await terminal.waitFor(EMPTY);
  return terminal;
}

/** What the terminal was told last of each mode. */
function modes({ raw }: Screen): string[] {
  return MODES.map((mode) =>
    raw.lastIndexOf(`\u001B[?${mode}h`) > raw.lastIndexOf(`\u001B[?${mode}l`) ? 'on' : 'off',
  );
}

async function toBeStopped({ screen }: NetshTerminal, times: number): Promise<void> {
  await screen.waitFor(() => screen.text.split(/\bStopped\b/).length > times && !screen.text.includes(EMPTY));
  expect(modes(screen)).toEqual(['off', 'off', 'off']);
  expect(screen.isCursorShown).toBe(true);
}

async function toBeBack({ screen }: NetshTerminal): Promise<void> {
  await screen.waitFor(
    ({ rows }) => rows.some((row) => row.includes(EMPTY)) && rows.at(-1)?.startsWith('? help') === true,
  );
  await screen.waitFor((one) => modes(one).every((mode) => mode === 'on') && !one.isCursorShown);
}

test.skipIf(process.platform === 'win32')(
  'Ctrl-Z and SIGTSTP leave the terminal as it was found, fg brings the monitor back',
  async () => {
    const monitor = await monitorAsJob();
    monitor.type(CTRL_Z);
    await toBeStopped(monitor, 1);
    await monitor.typeAndWait('stty -a | grep -o -w "icanon\\|echo"\r', 'icanon\necho\n');
    await monitor.typeAndWait('jobs -p\r', /^\d+$/m);
    const pid = Number(/^\d+$/m.exec(monitor.screen.text)![0]);
    monitor.type('fg\r');
    await toBeBack(monitor);
    process.kill(pid, 'SIGTSTP');
    await toBeStopped(monitor, 2);
    monitor.type('fg\r');
    await toBeBack(monitor);
    await monitor.typeAndWait('?', 'Escape goes back');
    await monitor.typeAndWait(
      'qm',
      (screen) => screen.text.includes(EMPTY) && !screen.text.includes('goes back'),
    );
    monitor.type(CTRL_Z);
    await toBeStopped(monitor, 3);
    monitor.type('fg\r');
    await monitor.waitFor((screen) => screen.text.includes(EMPTY) && modes(screen).join() === 'off,off,on');
    await monitor.typeAndWait('q', (screen) => modes(screen).every((mode) => mode === 'off'));
    await monitor.typeAndWait('echo left $?\r', 'left 0');
  },
);
