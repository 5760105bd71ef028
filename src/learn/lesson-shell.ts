import type { Ran } from '../../help/lessons/world.ts';
import type { Host } from '../../contexts/host.ts';
import { messageOf } from '../errors/unknown.ts';
import type { Reading } from '../language/reading.ts';
import { joinWords } from '../language/token.ts';
import type { FrontEnd } from '../shell/front-end.ts';
import type { Session } from '../shell/session.ts';
import type { LineResult, Shell } from '../shell/shell.ts';
import { textOf } from '../shell/text.ts';
import { foldSaid } from './said.ts';
import { holdBlanks } from './held-blanks.ts';
import type { Tutor } from './tutor.ts';

/** A session in which a tutor follows each line. */
export function lessonShell(
  session: Session,
  tutor: Pick<Tutor, 'judge' | 'judgeLook' | 'brief'>,
  isAboutLesson: (reading: Reading<Host>) => boolean,
): Shell {
  async function run(line: string, front: FrontEnd, signal?: AbortSignal): Promise<LineResult> {
    const reading = session.reader.readToRun(line, true);
    const blanks = holdBlanks(front);
    const result = await session.run(line, blanks.front, signal);
    if (result.leave || isAboutLesson(reading)) {
      blanks.flush();
      return result;
    }
    await looks;
    const said = await tutor
      .judge(ranOf(session, line, reading, result.ok))
      .catch((error: unknown) => [messageOf(error)]);
    if (said.length > 0)
      return { ...result, said: textOf(foldSaid(['', ...said], session.settings.columns?.())) };
    blanks.flush();
    return result;
  }

  /** Looks one after the other: a step is solved once. */
  let looks: Promise<unknown> = Promise.resolve();
  function listed(line: string): Promise<string | undefined> {
    const reading = session.reader.readToRun(`${line}?`, true);
    const look = looks.then(async () => {
      if (reading.kind !== 'help') return undefined;
      const said = await tutor.judgeLook(ranOf(session, `${line}?`, reading, true));
      return said.length === 0 ? undefined : textOf(foldSaid(['', ...said], session.settings.columns?.()));
    });
    looks = look.catch(() => {});
    return look;
  }

  return {
    get prompt() {
      return `[lesson] ${session.prompt}`;
    },
    leavesOnInterrupt: true,
    run,
    read: (line) => session.read(line),
    readAhead: (lines) => session.readAhead(lines),
    complete: (line, cursor) => session.complete(line, cursor),
    hint: (line, cursor) => session.hint(line, cursor),
    question: (line) => session.question(line),
    elsewhere: (line) => session.elsewhere(line),
    effect: (line) => session.effect(line),
    status: () => session.status(),
    task: () => tutor.brief,
    listed,
    follow: (changed) => session.follow(changed),
    refresh: () => session.refresh(),
  };
}

function ranOf(session: Session, line: string, reading: Reading<Host>, ok: boolean): Ran {
  return {
    line,
    kind: reading.kind,
    ok: ok && reading.kind !== 'failed',
    names: namesOf(reading),
    explained: explainedBy(session, reading),
  };
}

/** Returns the full names of the line that an `explain` explains; undefined where that has a fault, and for other lines. */
function explainedBy({ reader }: Session, reading: Reading<Host>): string | undefined {
  if (reading.kind !== 'command' || reading.subject.command.name !== 'explain') return undefined;
  const { reading: inner } = reader.readToExplain(joinWords(reading.args.rest));
  return inner.kind === 'failed' ? undefined : namesOf(inner);
}

/** Returns the full names of what a line means: context, group and command. */
function namesOf(reading: Reading<Host>): string {
  switch (reading.kind) {
    case 'context':
      return reading.path
        .slice(1)
        .map(({ name }) => name)
        .join(' ');
    case 'command':
    case 'help':
      return subjectNames(reading.subject);
    case 'failed':
      return 'subject' in reading.problem ? subjectNames(reading.problem.subject) : '';
    case 'nothing':
      return '';
  }
}

function subjectNames(subject: Extract<Reading<Host>, { kind: 'help' }>['subject']): string {
  const names = subject.path.slice(1).map(({ name }) => name);
  if (subject.kind !== 'context' && subject.group) names.push(subject.group.name);
  if (subject.kind === 'command') names.push(subject.command.name);
  return names.join(' ');
}
