import { spawn } from 'node:child_process';
import type { NetshContext } from '../../contexts/host.ts';
import { messageOf } from '../errors/unknown.ts';
import type { LendTerminal, Sink } from '../shell/front-end.ts';
import type { Session } from '../shell/session.ts';
import type { Shell } from '../shell/shell.ts';
import type { LessonOpener } from '../shell/session-settings.ts';
import type { Feed } from '../service/contract/feed.ts';
import type { HomePaths } from '../store/home.ts';
import { editingOf, keptEditing } from './editing.ts';
import { openMonitor } from './monitor.ts';

/** What a lesson is given with. */
export interface LessonParts {
  /** The home directory of the learner. */
  readonly home: HomePaths;
  readonly version: () => string;
  readonly root: NetshContext;
  readonly sink: Sink;
  /** Arguments by which Node starts netsh. */
  readonly command: readonly string[];
}

/**
 * Gives a lesson. A shell leaves its terminal to another netsh, which has nothing but the sandbox; where the lesson is the one
 * command of a command line (`isAlone`), this process gives it.
 */
export async function openLesson(
  lesson: string,
  lend: LendTerminal | undefined,
  parts: LessonParts,
  isAlone: boolean,
): ReturnType<LessonOpener['open']> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) return 'no-terminal';
  if (lend) {
    await lend(() => runElsewhere(parts, lesson));
    return 'given';
  }
  if (!isAlone) return 'no-terminal';
  try {
    await giveHere(parts, lesson);
    return 'given';
  } catch (error) {
    return { reason: messageOf(error) };
  }
}

/** Runs the lesson in a process of its own, at this terminal, to its end. */
function runElsewhere({ command }: LessonParts, lesson: string): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const child = spawn(process.execPath, [...command, 'learn', lesson], { stdio: 'inherit' });
  const end = (): void => void child.kill('SIGTERM');
  for (const signal of ENDINGS) process.on(signal, end);
  child.on('error', () => resolve());
  child.on('close', () => resolve());
  return promise.finally(() => {
    for (const signal of ENDINGS) process.off(signal, end);
  });
}

/** Signals that end the shell that a lesson was begun in, and with it the lesson. */
const ENDINGS = ['SIGTERM', 'SIGHUP'] as const;

/** Gives the lesson in this process. Whatever ends it, its sandbox goes with it. */
async function giveHere({ home, version, root, sink }: LessonParts, lesson: string): Promise<void> {
  const { stdin, stdout, stderr, env } = process;
  const [{ giveLessons }, { startTui }, { openHistory }] = await Promise.all([
    import('../learn/play.ts'),
    import('../tui/start.ts'),
    import('../store/history.ts'),
  ]);
  for (const signal of ENDINGS) process.on(signal, exit);
  const runShell = async (shell: Shell, { backend }: Session, folder: string): Promise<number> => {
    const history = openHistory(folder);
    const feed: Feed = (how) => backend.feed(how);
    const editing = keptEditing(home, sink);
    const code = await startTui({ shell, history, feed, editing, stdin, stdout, stderr, env });
    // The last line may still be on its way to the folder, which would be made again for it.
    await history.refresh();
    return code;
  };
  const settings = {
    version,
    isTerminal: () => stdout.isTTY && stderr.isTTY,
    columns: () => stdout.columns,
    openMonitor,
    editing: editingOf(home),
  };
  await giveLessons(lesson, { root, learner: home, sink, settings, runShell });
  for (const signal of ENDINGS) process.off(signal, exit);
}

/** Ends the process at a signal, except where the shell in a terminal is open: that ends in order by itself. */
function exit(signal: NodeJS.Signals, number: number): void {
  if (process.listenerCount(signal) === 1) process.exit(128 + number);
}
