import { LESSONS } from '../../help/lessons/lessons.ts';
import type { NetshContext } from '../../contexts/host.ts';
import { messageOf } from '../errors/unknown.ts';
import { LESSON_TITLES } from '../../help/lessons/titles.ts';
import type { Backend } from '../service/contract/backend.ts';
import { openBackend } from '../service/session/open-backend.ts';
import { dryRunOver } from '../service/session/opening-backend.ts';
import { lessonBehind, nextLesson } from '../shell/learn.ts';
import { Session } from '../shell/session.ts';
import type { LessonOpener, SessionSettings } from '../shell/session-settings.ts';
import { textOf } from '../shell/text.ts';
import type { Shell } from '../shell/shell.ts';
import type { HomePaths } from '../store/home.ts';
import { readProgress, withSolved, writeProgress } from '../store/progress.ts';
import type { Sink } from '../shell/front-end.ts';
import { isAboutLesson, lessonRoot } from './lesson-commands.ts';
import { lessonShell } from './lesson-shell.ts';
import { foldSaid } from './said.ts';
import { type Sandbox, openSandbox } from './sandbox.ts';
import { openServers } from './servers.ts';
import { Stage } from './stage.ts';
import { Tutor } from './tutor.ts';

/** What lessons are given with. */
export interface ClassRoom {
  readonly root: NetshContext;
  readonly settings: Pick<SessionSettings, 'version' | 'isTerminal' | 'columns' | 'openMonitor'>;
  /** The home directory of the learner, which keeps the progress. */
  readonly learner: HomePaths;
  readonly sink: Sink;
  /** Runs a shell in the terminal, to its end. */
  readonly runShell: (shell: Shell, session: Session, home: string) => Promise<number>;
}

/**
 * Gives lessons, one after the other as the learner asks for them. Resolves with the exit code. The process must have
 * nothing else to do: its working folder and `NETSH_HOME` are those of the lesson. Rejects where the sandbox cannot be
 * made.
 */
export async function giveLessons(name: string, room: ClassRoom): Promise<number> {
  const { env } = process;
  const before = { home: env['NETSH_HOME'], folder: process.cwd() };
  let next: string | undefined = name;
  let code = 0;
  try {
    while (next !== undefined) ({ next, code } = await giveLesson(next, room));
  } finally {
    process.chdir(before.folder);
    if (before.home === undefined) delete env['NETSH_HOME'];
    else env['NETSH_HOME'] = before.home;
  }
  return code;
}

interface Given {
  readonly code: number;
  /** The lesson that the learner goes on with. */
  readonly next: string | undefined;
}

async function giveLesson(name: string, room: ClassRoom): Promise<Given> {
  const sandbox = openSandbox();
  const leave = (): void => sandbox.remove();
  // Whatever ends this process, nothing is left behind.
  process.on('exit', leave);
  try {
    process.env['NETSH_HOME'] = sandbox.home;
    process.chdir(sandbox.files);
    return await teach(name, room, sandbox);
  } finally {
    process.chdir('/');
    process.off('exit', leave);
    sandbox.remove();
  }
}

async function teach(name: string, room: ClassRoom, sandbox: Sandbox): Promise<Given> {
  const { learner, settings, sink } = room;
  const lesson = LESSONS.find((each) => each.name === name);
  if (!lesson) throw new Error(`${name} is not a lesson.`);
  const servers = await openServers(lesson);
  const backend = openBackend({
    home: sandbox.home,
    version: settings.version,
    mode: 'embedded',
    // An embedded relay is never started by a command.
    launcher: { command: process.execPath, args: [] },
    onNotice: (text) => sink.err(textOf([text])),
  });
  /** A dry run closes what it lies over; the relay stays. */
  const staying: Backend = { ...backend, close: async () => {} };
  let next: string | undefined;
  const lessons: LessonOpener = {
    current: name,
    task: () => tutor.task(),
    open: async (wanted) => {
      next = wanted;
      return 'leave';
    },
    progress: () => readProgress(learner),
    forget: () => writeProgress(learner, new Map()),
  };
  const session = new Session({
    ...settings,
    root: lessonRoot(room.root, () => tutor),
    openBackend: (mode) => (mode === 'live' ? backend : dryRunOver(staying)),
    serve: async () => ({ kind: 'done' }),
    restart: async () => ({ kind: 'done' }),
    connect: async () => ({ kind: 'done' }),
    lessons,
    hasFilters: true,
    place: 'session',
    options: new Set(),
  });
  const stage = new Stage({ lesson, session, servers, folder: sandbox.files });
  const tutor = new Tutor({
    lesson,
    number: LESSON_TITLES.findIndex((each) => each.name === name) + 1,
    stage,
    onSolved: (step) => note(learner, name, step),
    ending: () => ending(learner, name),
  });
  try {
    const opening = await tutor.open();
    sink.out(textOf(foldSaid(['', ...opening, ''], settings.columns?.())));
    const code = await room.runShell(lessonShell(session, tutor, isAboutLesson), session, sandbox.home);
    return { code, next };
  } finally {
    session.backend.leave();
    await session.close();
    await stage.close();
  }
}

/** Notes a solved step; returns why that failed. */
function note(learner: HomePaths, lesson: string, step: number): string | undefined {
  try {
    writeProgress(learner, withSolved(readProgress(learner), lesson, step));
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}

/** Says how to go on behind a lesson. */
function ending(learner: HomePaths, lesson: string): string {
  const next = nextOf(learner);
  if (next === undefined) return 'That was the last lesson: all are done. exit leaves.';
  const behind = lessonBehind(lesson);
  const others =
    next === lesson
      ? `Not every step of it counts as done: learn next begins it again${behind === undefined ? '' : `, learn ${behind} goes on`}`
      : 'learn next goes to the first that is not done';
  return `This lesson is over. ${others}, learn lists all lessons, exit leaves.`;
}

/** Returns the lesson that comes next; the first where the progress cannot be read. */
function nextOf(learner: HomePaths): string | undefined {
  try {
    return nextLesson(readProgress(learner));
  } catch {
    return LESSON_TITLES[0]?.name;
  }
}
