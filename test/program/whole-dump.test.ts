import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Terminal } from '../pty/terminal.ts';
import { PROGRAM, TestHome, freePorts } from './netsh.ts';

const DUMP = path.join(import.meta.dirname, '../wild/scripts/02-win10-full-dump-en.txt');

let home: TestHome;
let ports: number[];
beforeEach(async () => {
  home = new TestHome();
  ports = await freePorts(3);
});
afterEach(() => home.close());

/** The whole dump of a machine, as if it had one entry. */
function dump(port: number): string {
  const add = `add v4tov4 listenport=${port} connectaddress=10.0.0.5 connectport=80 listenaddress=127.0.0.1`;
  const text = readFileSync(DUMP, 'utf8').replace(
    /(pushd interface portproxy\n\nreset\n)/,
    (block) => `${block}${add}\n`,
  );
  writeFileSync(path.join(home.path, 'dump.txt'), text);
  return 'dump.txt';
}

async function listenPorts(): Promise<string[]> {
  const { entries } = JSON.parse((await home.portproxy('show all --json')).out) as {
    entries: { listenPort: string }[];
  };
  return entries.map((entry) => entry.listenPort);
}

/** Runs netsh in a terminal of its own to its end. */
async function atTerminal(args: readonly string[]): Promise<{ text: string; exitCode: number }> {
  const terminal = new Terminal({
    command: process.execPath,
    args: [PROGRAM, ...args],
    cwd: home.path,
    env: { NETSH_HOME: home.path },
    columns: 200,
    rows: 60,
  });
  try {
    const { exitCode } = await terminal.ended;
    return { text: terminal.screen.text, exitCode };
  } finally {
    await terminal.close();
  }
}

test('the dump of a whole machine leaves exactly its table, and an error for each line that is not for us', async () => {
  await home.portproxy(`add v4tov4 ${ports[0]} 10.0.0.1 1 127.0.0.1`);
  const ran = await home.netsh(['-f', dump(ports[1]!)]);
  expect(ran.code).toBe(1);
  expect(await listenPorts()).toEqual([String(ports[1])]);
  const places = ran.err.match(/^dump\.txt:\d+: /gm) ?? [];
  expect(places).toHaveLength(49);
  expect(new Set(places).size).toBe(49);
  // Netsh's own lines are on standard output, and the blocks are ours to tell of.
  expect(ran.out).toMatch(
    /^The following command was not found: Mobile Broadband configuration dump is not supported\.$/m,
  );
  expect(ran.err).toMatch(
    /^The context routing ip was not found; 3 lines were skipped up to the next pushd\.$/m,
  );
  expect(ran.err).not.toContain('lines run');
});

test('at a terminal it tells the first errors and one summary', async () => {
  const { text, exitCode } = await atTerminal(['-f', dump(ports[1]!)]);
  expect(exitCode).toBe(1);
  expect(text.match(/^dump\.txt:\d+: /gm)).toHaveLength(5);
  expect(text.replaceAll('\n', ' ').trimEnd()).toMatch(
    /dump\.txt: 61 lines run, 12 done, 49 failed \(lines 16, 31, 32, 33, 34 and 44 more\), 24 blocks skipped \(25 lines\)\. The first 5 errors are shown here; a file or a pipe gets all of them\.$/,
  );
  expect(await listenPorts()).toEqual([String(ports[1])]);
});

test('a check of it at a terminal ends in the same way', async () => {
  const { text, exitCode } = await atTerminal(['-f', dump(ports[1]!), '--check']);
  expect(exitCode).toBe(1);
  expect(text.match(/^dump\.txt:\d+: /gm)).toHaveLength(5);
  expect(text.replaceAll('\n', ' ')).toContain(
    'dump.txt: 61 lines checked, 49 failed (lines 16, 31, 32, 33, 34 and 44 more)',
  );
});

test('a script without faults prints nothing but its summary at a terminal', async () => {
  const adds = ports.map((port) => `interface portproxy add v4tov4 ${port} 10.0.0.5 80 127.0.0.1\n`);
  await home.netsh(['relay', 'start']);
  writeFileSync(path.join(home.path, 'adds.txt'), adds.join(''));
  expect(await atTerminal(['-f', 'adds.txt'])).toEqual({
    exitCode: 0,
    text: 'adds.txt: 3 lines run, no errors.',
  });
  expect(await atTerminal(['exec', 'adds.txt'])).toEqual({
    exitCode: 0,
    text: 'adds.txt: 3 lines run, no errors.',
  });
});

test('scripts that a script runs share its first errors', async () => {
  writeFileSync(path.join(home.path, 'inner.txt'), 'foo\nfoo\nfoo\n');
  writeFileSync(path.join(home.path, 'outer.txt'), 'exec inner.txt\n'.repeat(4));
  const { text } = await atTerminal(['-f', 'outer.txt']);
  expect(text.match(/^inner\.txt:\d+: foo$/gm)).toHaveLength(5);
  expect(text.match(/lines run/g)).toHaveLength(1);
});
