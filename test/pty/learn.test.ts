import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Lesson } from '../../help/lessons/lesson.ts';
import { LESSONS } from '../../help/lessons/lessons.ts';
import { Player, flat } from '../learn/player.ts';

const PATIENCE_MS = 120_000;

let open: Player[] = [];
/** Where the sandboxes of these lessons stand. */
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

async function take(lesson: Lesson, env: Readonly<Record<string, string>> = {}): Promise<Player> {
  const player = new Player(['learn', lesson.name], { env: { TMPDIR: folder, ...env } });
  open.push(player);
  await player.begin(lesson);
  return player;
}

async function leave(player: Player): Promise<void> {
  player.terminal.type('exit\r');
  expect(await player.terminal.ended).toEqual({ exitCode: 0, signal: 0 });
  expect(readdirSync(folder)).toEqual([]);
}

/** Takes a lesson to its end, each step by the lines of its last hint; `mistakes`: after all its traps. */
async function play(player: Player, { steps }: Lesson, mistakes: boolean): Promise<void> {
  for (const [at, step] of steps.entries()) {
    await player.ask(step);
    if (mistakes) expect(await player.mistakes(step)).toEqual([]);
    const answer = await player.solve(step, steps[at + 1]);
    expect(answer).toContain(flat(`Done. ${player.fill(step.seen)}`));
    const next = at + 1 < steps.length ? `Step ${at + 2} of ${steps.length}:` : 'This lesson is over.';
    expect(answer).toContain(flat(next));
  }
}

describe.each(LESSONS)('the lesson $name', (lesson) => {
  test('by the book, in a terminal of 80 columns and 24 rows', { timeout: PATIENCE_MS }, async () => {
    const player = await take(lesson);
    await play(player, lesson, false);
    await leave(player);
  });

  test('with its mistakes', { timeout: PATIENCE_MS }, async () => {
    const player = await take(lesson);
    await play(player, lesson, true);
    await leave(player);
  });

  test('in plain lines', { timeout: PATIENCE_MS }, async () => {
    const player = await take(lesson, { TERM: 'dumb' });
    await play(player, lesson, false);
    expect(player.terminal.screen.raw).not.toContain('\u001B');
    await leave(player);
  });
});
