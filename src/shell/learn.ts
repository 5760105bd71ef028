import { LESSON_TITLES } from '../../help/lessons/titles.ts';
import { ERRORS, fill } from '../errors/errors.ts';
import { failure } from '../language/failure.ts';
import type { SessionRequest } from '../language/outcome.ts';
import { storeServiceError } from '../service/contract/refusal.ts';
import type { Progress } from '../store/progress.ts';
import { type Answer, SILENT, answerOf, faultOutcome } from './answer.ts';
import type { LendTerminal } from './front-end.ts';
import type { LessonOpener, SessionSettings } from './session-settings.ts';

/** How `learn` was asked for. A dry run begins and forgets nothing. */
interface LearnRun {
  readonly lend: LendTerminal | undefined;
  readonly isDryRun: boolean;
}

/** Answers `learn`: lists the lessons, begins one, leaves it, or forgets what was done. */
export async function learn(
  { lessons }: Pick<SessionSettings, 'lessons'>,
  { lesson }: Extract<SessionRequest, { op: 'learn' }>,
  { lend, isDryRun }: LearnRun,
): Promise<Answer> {
  if (!lessons) return noTerminal(lesson);
  if (isDryRun && lesson !== undefined) return answerOf({ kind: 'done' });
  try {
    return await carryOut(lessons, lesson, lend);
  } catch (error) {
    return answerOf(faultOutcome(storeServiceError(error)));
  }
}

async function carryOut(
  lessons: LessonOpener,
  wanted: string | undefined,
  lend: LendTerminal | undefined,
): Promise<Answer> {
  switch (wanted) {
    case undefined:
      return listAnswer(lessons.progress(), lessons.task?.() ?? []);
    case 'stop':
      if (lessons.task) return { out: [], leave: true };
      return answerOf(failure('lesson', ERRORS.lesson.says.none));
    case 'reset':
      lessons.forget();
      return answerOf({ kind: 'done', remark: ['No lesson counts as done now.'] });
    case 'next': {
      const next = nextLesson(lessons.progress());
      if (next === undefined) return answerOf(failure('lesson', ERRORS.lesson.says.all));
      return begin(lessons, next, lend);
    }
    default: {
      const name = nameOf(wanted);
      if (name === undefined)
        return answerOf(failure('lesson', fill(ERRORS.lesson.says.unknown, { lesson: wanted })));
      return begin(lessons, name, lend);
    }
  }
}

async function begin(lessons: LessonOpener, name: string, lend: LendTerminal | undefined): Promise<Answer> {
  const end = await lessons.open(name, lend);
  if (typeof end === 'object') return answerOf(failure('lesson', fill(ERRORS.lesson.says.sandbox, end)));
  switch (end) {
    case 'given':
      return SILENT;
    case 'leave':
      return { out: [], leave: true };
    case 'no-terminal':
      return noTerminal(name);
  }
}

function noTerminal(lesson = ''): Answer {
  return answerOf(failure('lesson', fill(ERRORS.lesson.says.terminal, { lesson }).trimEnd()));
}

/** Returns the first lesson of which a step is left; undefined where all are done. */
export function nextLesson(progress: Progress): string | undefined {
  return LESSON_TITLES.find((lesson) => !isDone(progress, lesson))?.name;
}

/** Returns the lesson behind one; undefined behind the last. */
export function lessonBehind(name: string): string | undefined {
  return LESSON_TITLES[LESSON_TITLES.findIndex((lesson) => lesson.name === name) + 1]?.name;
}

function listAnswer(progress: Progress, task: readonly string[]): Answer {
  const rows = LESSON_TITLES.map((lesson, at) => {
    const { name, title, steps } = lesson;
    const solved = solvedSteps(progress, lesson);
    const state = isDone(progress, lesson) ? 'done' : solved === 0 ? '' : `${solved} of ${steps} steps`;
    return { number: at + 1, name, title, steps, solved, state };
  });
  const lines = rows.map(({ number, title, state }) =>
    `${String(number).padStart(4)}  ${title.padEnd(TITLE_WIDTH)} ${state}`.trimEnd(),
  );
  const how = ['learn NUMBER begins one, learn next the first that is not done.'];
  return {
    out: ['', 'Lessons:', '', ...lines, '', ...how, '', ...(task.length > 0 ? [...task, ''] : [])],
    isProse: true,
    json: { lessons: rows.map(({ state: _state, ...row }) => row) },
  };
}

const TITLE_WIDTH = 46;

type Listed = (typeof LESSON_TITLES)[number];

function isDone(progress: Progress, lesson: Listed): boolean {
  return solvedSteps(progress, lesson) === lesson.steps;
}

function solvedSteps(progress: Progress, { name, steps }: Listed): number {
  return [...(progress.get(name) ?? [])].filter((step) => step < steps).length;
}

/** Returns the name of a lesson that was called for by its number or name; undefined for none. */
function nameOf(wanted: string): string | undefined {
  return LESSON_TITLES.find(({ name }, at) => name === wanted || String(at + 1) === wanted)?.name;
}
