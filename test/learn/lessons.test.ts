import { describe, expect, test } from 'vitest';
import type { Lesson, Step } from '../../help/lessons/lesson.ts';
import { LESSONS } from '../../help/lessons/lessons.ts';
import { LESSON_TITLES } from '../../help/lessons/titles.ts';

/** Every text and line of a step. */
function textsOf({ task, hints, solution, seen, traps = [], detours = [], given = [] }: Step): string[] {
  return [
    task,
    ...hints,
    ...solution,
    seen,
    ...given,
    ...[...traps, ...detours].flatMap(({ lines, says }) => [...lines, says]),
  ];
}

function namesOf({ servers = {}, ports = {} }: Lesson): string[] {
  return Object.entries({
    ...ports,
    ...Object.fromEntries(Object.entries(servers).map(([name, { count = 1 }]) => [name, count])),
  }).flatMap(([name, count]) => [
    name,
    ...(count > 1 ? [`${name}Last`] : []),
    ...(count > 2 ? [`${name}Middle`] : []),
  ]);
}

test('the list of lessons is that of the lessons', () => {
  expect(LESSON_TITLES).toEqual(
    LESSONS.map(({ name, title, steps }) => ({ name, title, steps: steps.length })),
  );
  expect(LESSONS.length).toBeGreaterThanOrEqual(12);
  expect(new Set(LESSONS.map(({ name }) => name)).size).toBe(LESSONS.length);
});

describe.each(LESSONS)('the lesson $name', (lesson) => {
  test('has a name that is one word, and a title that fits the list', () => {
    expect(lesson.name).toMatch(/^[a-z]{3,}$/);
    expect(['next', 'stop', 'reset']).not.toContain(lesson.name);
    expect(lesson.title.length).toBeLessThan(40);
  });

  test('names only ports that it has', () => {
    const known = namesOf(lesson);
    const texts = [
      lesson.about,
      ...(lesson.given ?? []),
      ...Object.values(lesson.files ?? {}),
      ...lesson.steps.flatMap(textsOf),
    ];
    const named = texts.flatMap((text) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
    expect(named.filter((name) => !known.includes(name ?? ''))).toEqual([]);
  });

  test('says in the first sentence of each task what to do, short enough to stand under the prompt', () => {
    for (const { task } of lesson.steps) {
      const [first = ''] = task.split(/(?<=\.)\s/);
      expect(first).toMatch(/^[A-Z].*\.$/);
      expect(first.length).toBeLessThanOrEqual(170);
    }
  });

  test('has traps that are fallen into by lines, and answers in sentences', () => {
    expect(lesson.steps.some(({ traps = [] }) => traps.length > 0)).toBe(true);
    for (const { traps = [] } of lesson.steps) {
      for (const { lines, says } of traps) {
        expect(lines.length).toBeGreaterThan(0);
        expect(says.length).toBeGreaterThan(20);
      }
    }
  });
});
