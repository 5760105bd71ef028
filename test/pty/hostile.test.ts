import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { isVisible } from '../../src/language/visible.ts';
import { PARTS, withoutOurs } from '../program/hostile.ts';
import { TestHome } from '../program/netsh.ts';
import { RemoteHome } from '../program/remote-machine.ts';
import { NetshTerminal } from './netsh.ts';

const PROMPT = 'netsh>';
/** Texts of one line that steer a terminal: lines end at a line feed, and a file's name holds no slash. */
const HOSTILE = PARTS.filter((part) => !isVisible(part) && !part.includes('\n'));

let terminal: NetshTerminal;
afterEach(() => terminal.close());

/** Whether nothing but our own sequences was written. */
function isClean(): boolean {
  return isVisible(withoutOurs(terminal.screen.raw));
}

test('lines of a planted history file do not steer the terminal when they are shown, run, given up or searched', async () => {
  const home = new TestHome();
  writeFileSync(path.join(home.path, 'history'), HOSTILE.map((part, at) => `x${at}${part}y${at}\n`).join(''));
  terminal = new NetshTerminal({}, home);
  await terminal.waitFor(PROMPT);
  for (const at of HOSTILE.keys().toArray().toReversed()) {
    const line = new RegExp(`netsh>x${at}[^]*y${at}$`, 'm');
    const up = '\u001B[A'.repeat(HOSTILE.length - at);
    await terminal.typeAndWait(up, line);
    await terminal.typeAndWait('\u0003', (screen) => screen.cursorRow === PROMPT);
  }
  await terminal.typeAndWait(`x0`, (screen) => screen.cursorRow.startsWith(`${PROMPT}x0`));
  await terminal.typeAndWait('\u001B[C\r', /The following command was not found: x0/);
  await terminal.typeAndWait('\u0012y', 'search: y');
  await terminal.typeAndWait('\u001B', (screen) => screen.cursorRow === PROMPT);
  expect(withoutOurs(terminal.screen.raw)).toSatisfy(isVisible);
  terminal.type('exit\r');
  await terminal.ended;
  await home.close();
});

test('files and names that are completed do not steer the terminal', async () => {
  const home = new TestHome();
  const folder = path.join(home.path, 'files');
  mkdirSync(folder);
  for (const [at, part] of HOSTILE.entries()) writeFileSync(path.join(folder, `a${at}${part}`), '');
  terminal = new NetshTerminal({ cwd: folder, rows: 40 }, home);
  await terminal.waitFor(PROMPT);
  await terminal.typeAndWait('exec a\t', /a0.*\n[^]*a1/);
  terminal.type('\t'.repeat(HOSTILE.length));
  await terminal.typeAndWait('\u001B', (screen) => screen.cursorRow.startsWith(`${PROMPT}exec a`));
  expect(isClean()).toBe(true);
  terminal.type('\u0003exit\r');
  await terminal.ended;
  await home.close();
});

test.each([
  'interface portproxy panel',
  'interface portproxy monitor',
  'interface portproxy show status',
  'interface portproxy show status --watch',
])('what a far end says of its entries does not steer the terminal: %s', async (line) => {
  const far = new RemoteHome();
  const text = PARTS.join('|');
  const file = path.join(far.home.path, 'behaviour.json');
  writeFileSync(file, JSON.stringify(behaviour(text)));
  const fake = path.resolve(import.meta.dirname, '../program/fake-far-end.ts');
  terminal = new NetshTerminal({
    args: [path.resolve(import.meta.dirname, '../../bin/netsh.js'), '-r', 'gw'],
    env: far.carrier(`exec '${process.execPath}' '${fake}' '${file}'`),
    columns: 200,
    rows: 50,
  });
  await terminal.waitFor(`[gw] ${PROMPT}`);
  await terminal.typeAndWait(`${line}\r`, /10\.0\.0\.7:80[^]*The reason/);
  const end = line.endsWith('monitor') ? 'q' : line.endsWith('--watch') ? '\u0003' : '\r';
  await terminal.typeAndWait(end, (screen) => screen.cursorRow === `[gw] ${PROMPT}`);
  expect(withoutOurs(terminal.screen.raw)).toSatisfy(isVisible);
  terminal.type('exit\r');
  await terminal.ended;
  await far.close();
});

function behaviour(text: string) {
  const at = Date.now();
  const numbers = { connections: 0, connectionsTotal: 0, bytesUp: 0, bytesDown: 0, refused: 0, errors: 1 };
  const names = { connect: { name: text, addresses: [text], at } };
  const counters = { ...numbers, ends: { [text]: 1 }, lastError: { at, text }, names };
  const sides = { listenAddress: '*', listenPort: '80', connectAddress: '10.0.0.7', connectPort: '80' };
  const entry = { family: 'v4tov4', ...sides, state: 'failed', reason: `The reason ${text}`, counters };
  const entries = { listening: 0, held: 0, failed: 1, disabled: 0, stopped: 0 };
  const status = { running: true, version: text, home: text, entries, connections: 1 };
  const connection = { id: 1, entry: text, client: text, target: text, startedAt: at, lastActiveAt: at };
  const connections = [{ ...connection, phase: 'data', bytesUp: 1, bytesDown: 1 }];
  return {
    notice: text,
    stderr: text,
    values: {
      entries: [entry],
      status,
      feed: 1,
      next: { kind: 'snapshot', at, status, entries: [entry], connections },
    },
  };
}
