import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { LESSONS } from '../../help/lessons/lessons.ts';
import { PROGRAM, TestHome, freePorts } from '../program/netsh.ts';
import { NetshTerminal } from './netsh.ts';

const TIMEOUT = { timeout: 60_000 };
const LESSON = '[lesson] netsh>';
const FIRST = `Step 1 of ${LESSONS[0]!.steps.length}:`;
const PLAIN = { TERM: 'dumb' };

let open: NetshTerminal[] = [];
/** Where the sandboxes of these lessons stand. */
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'netsh-test-lessons-'));
});

afterEach(async () => {
  const all = open;
  open = [];
  for (const terminal of all.toReversed()) await terminal.close();
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function sandboxes(): string[] {
  return readdirSync(folder);
}

/** Opens the shell; `env` is added to its environment. */
async function shell(env: Readonly<Record<string, string>> = {}, host?: TestHome): Promise<NetshTerminal> {
  const terminal = new NetshTerminal({ env: { TMPDIR: folder, ...env } }, host);
  open.push(terminal);
  await terminal.waitFor('netsh>');
  return terminal;
}

/** Opens the shell and in it the first lesson. */
async function lesson(env: Readonly<Record<string, string>> = {}, host?: TestHome): Promise<NetshTerminal> {
  const terminal = await shell(env, host);
  await terminal.typeAndWait('learn 1\r', isAtLesson);
  return terminal;
}

function isAtLesson({ text, cursorRow }: NetshTerminal['screen']): boolean {
  return text.includes(FIRST) && cursorRow === LESSON;
}

const WAYS = [
  ['exit', 'exit\r'],
  ['learn stop', 'learn stop\r'],
  ['Ctrl-C on an empty line', '\u0003'],
  ['Ctrl-D', '\u0004'],
] as const;

for (const [kind, env] of [
  ['in the shell', {}],
  ['in plain lines', PLAIN],
] as const) {
  test.each(WAYS)(`%s leaves the lesson ${kind}, and nothing is left of it`, TIMEOUT, async (_way, keys) => {
    const terminal = await lesson(env);
    expect(sandboxes().length).toBe(1);
    await terminal.typeAndWait(keys, ({ cursorRow }) => cursorRow === 'netsh>');
    expect(sandboxes()).toEqual([]);
    await terminal.typeAndWait('show mode\r', 'online');
    terminal.type('exit\r');
    expect(await terminal.ended).toEqual({ exitCode: 0, signal: 0 });
  });
}

test('Ctrl-C drops what is typed, and the lesson goes on', TIMEOUT, async () => {
  const terminal = await lesson();
  await terminal.typeAndWait('interf', `${LESSON}interf`);
  await terminal.typeAndWait(
    '\u0003',
    ({ text, cursorRow }) => text.includes('interf^C') && cursorRow === LESSON,
  );
});

test.each(['SIGTERM', 'SIGHUP'])(
  'a shell that is ended by %s takes its lesson along',
  TIMEOUT,
  async (signal) => {
    const terminal = await lesson();
    terminal.kill(signal);
    await terminal.ended;
    await gone();
  },
);

test('what a killed lesson left behind is removed by the next one', TIMEOUT, async () => {
  const killed = new NetshTerminal({ args: [PROGRAM, 'learn', '1'], env: { TMPDIR: folder } });
  open.push(killed);
  await killed.waitFor(isAtLesson);
  const left = sandboxes();
  killed.kill('SIGKILL');
  await killed.ended;
  expect(sandboxes()).toEqual(left);
  const terminal = await lesson();
  expect(sandboxes()).not.toContain(left[0]);
  await terminal.typeAndWait('exit\r', ({ cursorRow }) => cursorRow === 'netsh>');
  expect(sandboxes()).toEqual([]);
});

test('two lessons at a time leave each other alone', TIMEOUT, async () => {
  const one = await lesson();
  const other = await lesson();
  expect(sandboxes().length).toBe(2);
  await other.typeAndWait('exit\r', ({ cursorRow }) => cursorRow === 'netsh>');
  expect(sandboxes().length).toBe(1);
  await one.typeAndWait('interface portproxy\r', 'Step 2 of');
});

test("the learner's own table is never touched", TIMEOUT, async () => {
  const home = new TestHome();
  const [port] = await freePorts(1);
  await home.portproxy(`add v4tov4 ${port} 127.0.0.1 9 127.0.0.1`);
  const terminal = await lesson({}, home);
  await terminal.typeAndWait('interface portproxy show all\r', ({ text }) =>
    /show all\n+.*Step 1|\n\n\[lesson\]/.test(text),
  );
  expect(terminal.screen.text).not.toContain(`127.0.0.1       ${port}`);
  await terminal.typeAndWait('interface portproxy reset\r', ({ text }) => /reset\n\n/.test(text));
  await terminal.typeAndWait('exit\r', ({ cursorRow }) => cursorRow === 'netsh>');
  await terminal.typeAndWait('interface portproxy show all\r', `127.0.0.1       ${port}`);
  await terminal.close();
  await home.close();
});

test(
  'steps that were solved are kept, a skipped one does not count, and reset forgets them',
  TIMEOUT,
  async () => {
    const terminal = await lesson();
    await terminal.typeAndWait('interface portproxy\r', 'Step 2 of');
    await terminal.typeAndWait('skip\r', /Done for you:\n {2}add v4tov4/);
    await terminal.waitFor('Step 3 of');
    await terminal.typeAndWait('exit\r', ({ cursorRow }) => cursorRow === 'netsh>');
    await terminal.typeAndWait('learn\r', /1 {2}Your first forward +1 of 4 steps/);
    await terminal.typeAndWait('learn reset\r', 'Forget which lessons are done? (y/n)');
    await terminal.typeAndWait('y', 'No lesson counts as done now.');
    await terminal.typeAndWait('learn\r', /Your first forward\n +2 {2}Help and contexts\n/);
  },
);

test('a lesson leads to the next, each in a sandbox of its own', TIMEOUT, async () => {
  const terminal = await lesson();
  const [first] = sandboxes();
  await terminal.typeAndWait(
    'learn contexts\r',
    ({ text, cursorRow }) => text.includes('Lesson 2:') && cursorRow === LESSON,
  );
  expect(sandboxes().length).toBe(1);
  expect(sandboxes()).not.toContain(first);
  await terminal.typeAndWait('help\r', 'Step 2 of');
  await terminal.typeAndWait('exit\r', ({ cursorRow }) => cursorRow === 'netsh>');
  expect(sandboxes()).toEqual([]);
});

test(
  'learn next goes to the first lesson of which a step is left, and the end of a lesson says so',
  TIMEOUT,
  async () => {
    const terminal = await lesson();
    for (const step of LESSONS[0]!.steps.keys()) {
      await terminal.typeAndWait(
        'skip\r',
        step + 1 < LESSONS[0]!.steps.length ? `Step ${step + 2} of` : 'This lesson is over.',
      );
    }
    await terminal.waitFor(({ cursorRow }) => cursorRow.startsWith('[lesson]'));
    await terminal.waitFor('learn contexts goes on');
    const before = terminal.screen.text.split('Lesson 1: ').length;
    await terminal.typeAndWait(
      'learn next\r',
      ({ text, cursorRow }) => text.split('Lesson 1: ').length > before && cursorRow === LESSON,
    );
  },
);

test('who gets nowhere is told of hint, and of the task', TIMEOUT, async () => {
  const terminal = await lesson();
  for (const line of ['show mode', 'nothing', 'show alias']) {
    const before = terminal.screen.text.split(LESSON).length;
    await terminal.typeAndWait(
      `${line}\r`,
      ({ text, cursorRow }) => text.split(LESSON).length > before && cursorRow === LESSON,
    );
  }
  expect(terminal.screen.text).not.toContain('Not solved yet.');
  await terminal.typeAndWait('show mode\r', `Not solved yet. hint helps. ${FIRST}`);
});

test('a step that cannot be noted counts all the same, and says why', TIMEOUT, async () => {
  const home = new TestHome();
  mkdirSync(path.join(home.path, 'lessons.json'));
  const terminal = new NetshTerminal({ args: [PROGRAM, 'learn', '1'], env: { TMPDIR: folder } }, home);
  open.push(terminal);
  await terminal.waitFor(isAtLesson);
  await terminal.typeAndWait('interface portproxy\r', 'Step 2 of');
  expect(terminal.screen.text.replace(/\s+/g, ' ')).toMatch(
    /Done\. .*The progress of lessons .* cannot be read/,
  );
  terminal.type('exit\r');
  expect((await terminal.ended).exitCode).toBe(0);
  await home.close();
});

test('a dry run begins nothing and forgets nothing', TIMEOUT, async () => {
  const terminal = await shell();
  await terminal.typeAndWait(
    'learn 1 --check\r',
    ({ cursorRow, text }) => /--check\n\nnetsh>$/m.test(text) && cursorRow === 'netsh>',
  );
  await terminal.typeAndWait('learn reset --check\r', ({ text }) => /reset --check\n\nnetsh>/.test(text));
  expect(sandboxes()).toEqual([]);
});

test('the monitor of a lesson shows the table of the lesson', TIMEOUT, async () => {
  const terminal = await lesson();
  await terminal.typeAndWait('skip\r', 'Step 2 of');
  await terminal.typeAndWait('skip\r', 'Step 3 of');
  await terminal.waitFor(({ cursorRow }) => cursorRow.startsWith('[lesson]'));
  await terminal.typeAndWait('monitor\r', ({ rows }) => rows.some((row) => /listening/.test(row)));
  await terminal.typeAndWait('q', ({ cursorRow }) =>
    cursorRow.startsWith('[lesson] netsh interface portproxy>'),
  );
});

test('back begins a step anew, and then the one before', TIMEOUT, async () => {
  const terminal = await lesson();
  await terminal.typeAndWait('skip\r', 'Step 2 of');
  await terminal.typeAndWait('skip\r', 'Step 3 of');
  await terminal.typeAndWait('show status\r', 'Step 4 of');
  await terminal.typeAndWait('back\r', /Step 4 of[^]*Step 3 of[^]*\[lesson\] netsh interface portproxy>$/m);
  await terminal.typeAndWait('back\r', ({ text }) => /Step 2 of(?![^]*Step 3 of)/.test(text));
  await terminal.typeAndWait('interface portproxy show all\r', /show all\n+.*\[lesson\]/s);
});

test('Tab behind learn offers the lessons with their titles', TIMEOUT, async () => {
  const terminal = await shell();
  await terminal.typeAndWait('learn \t', /1 +Your first forward\n +2 +Help and contexts/);
  await terminal.typeAndWait('\u0003', '^C');
  await terminal.typeAndWait('learn fo\t', ({ cursorRow }) => cursorRow === 'netsh>learn forward');
});

test('learn with a number needs a terminal; the list does not', TIMEOUT, async () => {
  const home = new TestHome();
  const list = await home.netsh(['learn']);
  expect(list).toMatchObject({ code: 0, err: '' });
  expect(list.out).toContain('   1  Your first forward');
  expect(await home.netsh(['learn', '1'])).toMatchObject({
    code: 1,
    out: '',
    err: 'A lesson needs the shell in a terminal. Run: netsh learn forward\n',
  });
  expect((await home.netsh(['learn', 'nothing'])).code).toBe(1);
  const data: unknown = JSON.parse((await home.netsh(['learn', '--json'])).out);
  expect(data).toMatchObject({ lessons: LESSONS.map(({ name, title }) => ({ name, title, solved: 0 })) });
  expect(existsSync(path.join(home.path, 'lessons.json'))).toBe(false);
  await home.close();
});

/** Waits until no sandbox is left: the process of the lesson ends after the shell that began it. */
async function gone(): Promise<void> {
  await expect.poll(sandboxes, { timeout: 15_000 }).toEqual([]);
}
