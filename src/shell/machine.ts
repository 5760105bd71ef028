import { ERRORS } from '../errors/errors.ts';
import { failure } from '../language/failure.ts';
import type { Outcome } from '../language/outcome.ts';
import type { SshDestination } from '../service/contract/ssh-destination.ts';
import type { Machines } from '../service/session/machines.ts';
import { type Answer, answerOf, faultOutcome } from './answer.ts';
import type { LendTerminal } from './front-end.ts';
import { LEFT, unlessLeft } from './leave.ts';

/** How to reach another machine: `lend` leaves the terminal to ssh, which may ask at it. */
interface Reaching {
  readonly signal?: AbortSignal | undefined;
  readonly lend?: LendTerminal | undefined;
}

/** Goes to another machine, or back to this one where the name is empty. The answer tells the version there. */
export async function goToMachine(
  machines: Machines | undefined,
  { name, user }: { readonly name: string; readonly user?: string | undefined },
  how: Reaching = {},
): Promise<Answer> {
  const outcome = machines ? await unlessLeft(go(machines, { name, user }, how), how.signal) : NOT_HERE;
  if (!outcome) return LEFT;
  return outcome.kind === 'session' ? { out: [] } : answerOf(outcome);
}

async function go(machines: Machines, to: SshDestination, how: Reaching): Promise<Outcome> {
  try {
    await machines.go(to.name === '' ? undefined : to, how);
  } catch (error) {
    return faultOutcome(error);
  }
  const version = machines.current?.version;
  // The fleet has no version: the prompt names it.
  return version === undefined || version === ''
    ? { kind: 'done' }
    : { kind: 'noticed', notices: [`Connected to ${to.name}, netsh-shell ${version}.`] };
}

const NOT_HERE = failure('machine', ERRORS.machine.says.unset);
