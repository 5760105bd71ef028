import type { Host, NetshCommand, NetshContext } from '../../contexts/host.ts';
import type { Outcome } from '../language/outcome.ts';
import type { Reading } from '../language/reading.ts';
import { command } from '../language/schema.ts';
import { foldSaid } from './said.ts';
import type { Tutor } from './tutor.ts';

/** Returns the root of a lesson: with the commands that talk with its tutor, which is there when they run. */
export function lessonRoot(
  root: NetshContext,
  tutor: () => Pick<Tutor, 'hint' | 'skip' | 'back'>,
): NetshContext {
  return {
    ...root,
    byUse: ['hint', 'skip', 'back', ...(root.byUse ?? [])],
    entries: [
      ...root.entries,
      lessonCommand('hint', 'Helps with this step; each time a little more.', () => tutor().hint()),
      lessonCommand('skip', 'Does this step for you, and goes on.', () => tutor().skip()),
      lessonCommand('back', 'Begins this step again, or the one before.', () => tutor().back()),
    ],
  };
}

const NAMES: ReadonlySet<string> = new Set(['hint', 'skip', 'back', 'learn']);

/** Whether a line is about the lesson, and no try to solve its step. */
export function isAboutLesson(reading: Reading<Host>): boolean {
  return (
    reading.kind === 'command' && reading.subject.path.length === 1 && NAMES.has(reading.subject.command.name)
  );
}

function lessonCommand(
  name: string,
  text: string,
  say: () => readonly string[] | Promise<readonly string[]>,
): NetshCommand {
  const action = async (_args: unknown, host: Host): Promise<Outcome> => ({
    kind: 'text',
    lines: foldSaid(await say(), host.columns),
  });
  return command({ name, text, extension: true, sessionOnly: true, remarks: [text], action });
}
