import type { Host } from '../../contexts/host.ts';
import type { Reading } from '../language/reading.ts';
import type { MachineFacts } from './facts.ts';
import { LineReader } from './line-reader.ts';
import { carryOut } from './session-request.ts';
import { type SessionState, enter, goUp, pop } from './state.ts';

/** So many lines are read, in a tenth of a second. */
const MAX_LINES = 2_000;

/**
 * Returns what typed lines would mean if they ran one after the other from a state on: each is read in the context, and with the
 * aliases, to which those before it lead. Only the first 2,000 are read.
 */
export function readAhead(
  lines: readonly string[],
  from: SessionState<Host>,
  facts: MachineFacts,
): readonly Reading<Host>[] {
  let state = from;
  const reader = new LineReader(facts, () => state, true);
  return lines.slice(0, MAX_LINES).map((line) => {
    const { typed, run } = reader.readBoth(line);
    state = after(run, state);
    return typed;
  });
}

/** Returns where the session stands after a line. */
export function after(reading: Reading<Host>, state: SessionState<Host>): SessionState<Host> {
  if (reading.kind === 'context') return enter(state, reading.path);
  if (reading.kind !== 'command' || !reading.subject.command.sessionOnly) return state;
  const { values, rest } = reading.args;
  switch (reading.subject.command.name) {
    case '..':
      return goUp(state);
    case 'popd':
      return pop(state);
    case 'pushd':
      return carryOut({ op: 'push', words: rest }, state).state;
    case 'alias':
      return carryOut({ op: 'alias', name: rest[0], words: rest.slice(1) }, state).state;
    case 'unalias':
      return carryOut({ op: 'unalias', name: String(values['name']) }, state).state;
    default:
      return state;
  }
}
