import type { Reading } from '../../language/reading.ts';
import type { Assist } from './prompt.ts';
import { type Effect, IDLE, type LineEnd, type Running, type State, type Step } from './state.ts';

/** The shell as it stands at this moment. */
export interface LineContext extends Assist {
  readonly prompt: string;
  /** Ctrl-C on an empty line leaves the shell. */
  readonly leavesOnInterrupt?: boolean | undefined;
  readonly read: (line: string) => Reading<never>;
  /** Returns the name that a wrong word may have meant. */
  readonly near: (line: string) => string | undefined;
}

/** At most so many of the failed lines are named. */
const MAX_NAMED = 10;

/** Runs lines one after another: hides the prompt and begins the first. */
export function runLines(
  state: State,
  lines: readonly string[],
  purpose: Running['purpose'],
  context: LineContext,
): Step {
  const running: Running = { kind: 'running', lines, at: 0, failed: [], purpose };
  return runNext(state, running, [{ kind: 'hide' }], context);
}

/** Ends a line: the next one begins, or the prompt comes back. */
export function endLine(state: State, { ok, leave, isInterrupted }: LineEnd, context: LineContext): Step {
  const { work } = state;
  if (work.kind !== 'running') return { state, effects: [] };
  const { at, failed, purpose } = work;
  if (leave || purpose === 'leave') {
    return { state: { ...state, work: { kind: 'over' } }, effects: [{ kind: 'end', exitCode: 0 }] };
  }
  const effects: Effect[] =
    ok || work.near === undefined ? [] : [{ kind: 'err', text: `Did you mean ${work.near}?\n` }];
  const next: Running = {
    ...work,
    at: at + 1,
    failed: ok ? failed : [...failed, `  ${at + 1}  ${work.lines[at] ?? ''}`],
  };
  return isInterrupted ? finished(state, next, effects) : runNext(state, next, effects, context);
}

/** Begins the next line that is not blank. */
function runNext(state: State, running: Running, before: readonly Effect[], context: LineContext): Step {
  const effects = [...before];
  const { lines, purpose } = running;
  for (let { at } = running; at < lines.length; at++) {
    const line = lines[at]!;
    if (purpose === 'leave') effects.push({ kind: 'out', text: `${context.prompt}\n` });
    else effects.push({ kind: 'echo', line, mark: '' });
    if (line.trim() === '') continue;
    if (purpose !== 'typed') {
      return { state: { ...state, work: { ...running, at } }, effects: [...effects, { kind: 'run', line }] };
    }
    const { kind } = context.read(line);
    effects.push({ kind: 'remember', line, isValid: kind !== 'failed' }, { kind: 'run', line });
    const commands = state.commands + (kind === 'command' ? 1 : 0);
    return { state: { ...state, commands, work: { ...running, at, near: context.near(line) } }, effects };
  }
  return finished(state, running, [...effects, ...summary(running)]);
}

/** Shows the prompt again, below the output. */
function finished(state: State, { purpose }: Running, before: readonly Effect[]): Step {
  const effects: Effect[] = [...before, { kind: 'show' }];
  if (purpose === 'typed') effects.push({ kind: 'read-facts', commands: state.commands });
  return { state: { ...state, work: IDLE }, effects };
}

/** Names the lines that failed, where there were several. */
function summary({ lines, failed }: Running): Effect[] {
  if (lines.length < 2 || failed.length === 0) return [];
  const more = failed.length > MAX_NAMED ? [`  and ${failed.length - MAX_NAMED} more`] : [];
  const named = [...failed.slice(0, MAX_NAMED), ...more].join('\n');
  return [{ kind: 'err', text: `${failed.length} of ${lines.length} lines failed:\n${named}\n` }];
}
