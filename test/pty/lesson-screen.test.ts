import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { LESSONS } from '../../help/lessons/lessons.ts';
import { Player } from '../learn/player.ts';

const TIMEOUT = { timeout: 60_000 };
const PROMPT = '[lesson] netsh>';
const contexts = LESSONS.find(({ name }) => name === 'contexts')!;

let open: Player[] = [];
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'netsh-test-lessons-'));
});

afterEach(async () => {
  const all = open;
  open = [];
  for (const { terminal } of all.toReversed()) await terminal.close();
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function take(name: string, env: Readonly<Record<string, string>> = {}): Promise<Player> {
  const player = new Player(['learn', name], { env: { TMPDIR: folder, ...env } });
  open.push(player);
  await player.begin(LESSONS.find((lesson) => lesson.name === name)!);
  return player;
}

test.each([
  ['left on its first page', 'head -n 2'],
  ['read to its end', 'cat'],
])('what a lesson says stands below a help that a pager shows, %s', TIMEOUT, async (_way, pager) => {
  const { terminal } = await take('contexts', { NETSH_PAGER: pager });
  await terminal.typeAndWait('help\r', ({ text }) => text.includes('Step 2 of 6: '));
  await terminal.waitFor(({ cursorRow }) => cursorRow.startsWith(PROMPT));
  expect(terminal.screen.text).toMatch(
    /The following commands are available:[^]*\nMore: help topics.*\n\nDone\. [^]*\nStep 2 of 6: /,
  );
});

test(
  'a list that ? opens solves a step that asks for it, and the task stays below the list',
  TIMEOUT,
  async () => {
    const { terminal } = await take('contexts');
    const isBelow = (step: string) => (screen: (typeof terminal)['screen']) =>
      screen.text.slice(screen.text.lastIndexOf(PROMPT)).includes(step);
    await terminal.typeAndWait('?', isBelow('Done. Step 2 of 6 (hint, skip, back, exit): Go to'));
    const { text } = terminal.screen;
    expect(text.slice(text.lastIndexOf(PROMPT))).toMatch(/interface +[A-Z][^]*Step 2 of 6/);
    // Said above the list it would leave the screen with it.
    expect(text.slice(0, text.lastIndexOf(PROMPT))).not.toContain('Done.');
    const done = `Done. ${contexts.steps[0]!.seen.split(' ', 3).join(' ')}`;
    await terminal.typeAndWait('\u001B', (screen) => screen.rows.some((row) => row.startsWith(done)));
  },
);

test(
  'one blank line stands before the word that a step is done, whatever the line wrote',
  TIMEOUT,
  async () => {
    const { terminal } = await take('contexts');
    for (const [line, next] of [
      ['help', 2],
      ['interface portproxy', 3],
      ['..', 4],
      ['portproxy show all', 5],
      ['portproxy add v4tov4 ?', 6],
    ] as const) {
      await terminal.typeAndWait(`${line}\r`, `Step ${next} of 6: `);
    }
    expect(terminal.screen.text.match(/\n\n\nDone\./g)).toBeNull();
    expect(terminal.screen.text.match(/\n\nDone\./g)).toHaveLength(5);
  },
);
