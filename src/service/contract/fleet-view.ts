import type { ConnectionInfo, EndedConnection } from '../../relay/relay.ts';
import type { RefusalCode } from '../../portproxy/changes/results.ts';
import { isRecord } from '../../portproxy/is-record.ts';
import { isRefused } from './fleet.ts';
import type { KillFilter } from './kill-filter.ts';
import { areConnections, areEnded, areListed } from './parse-answers.ts';
import { parseFilter } from './parse-requests.ts';
import { ApiFault } from './service-error.ts';
import { type Is, either, isNumber, isText, listOf, oneOf, optional, shape } from './shape.ts';
import type { ListedEntry } from './status.ts';

/** What machines of a fleet can be asked: what they have now, or to end connections. */
const FLEET_QUESTIONS = ['connections', 'recent', 'entries', 'kill'] as const;

/** A question to all machines of the fleet, or to one of them, by this user. */
export interface FleetQuestion {
  readonly question: (typeof FLEET_QUESTIONS)[number];
  /** Which connections to end. */
  readonly filter?: KillFilter | undefined;
  /** Only this machine; letters have no case. */
  readonly machine?: string | undefined;
  readonly user: string;
}

/** What one machine answers: the member that was asked for. Ids of connections are those of the machine. */
export interface MachineAnswer {
  readonly machine: string;
  readonly connections?: readonly ConnectionInfo[] | undefined;
  readonly recent?: readonly EndedConnection[] | undefined;
  /** Entries with counters: its own, and those of the fleet that it has. */
  readonly entries?: readonly ListedEntry[] | undefined;
  readonly killed?: number | undefined;
}

/** A machine that did not answer. */
export interface SilentMachine {
  readonly machine: string;
  /** Why, as a sentence that begins with its name. */
  readonly reason: string;
}

/** What the machines of a fleet answer, by name; or why none was asked. */
export type FleetAnswers =
  | {
      readonly kind: 'answers';
      readonly answers: readonly MachineAnswer[];
      readonly silent: readonly SilentMachine[];
    }
  | { readonly kind: 'refused'; readonly code: RefusalCode; readonly detail: string };

/** The name of a machine and the name of a user have at most so many characters. */
const LONGEST_NAME = 256;

const isQuestion = oneOf(...FLEET_QUESTIONS);

/** Reads a question to the machines of a fleet. Throws an `ApiFault`. */
export function parseFleetQuestion(value: unknown): FleetQuestion {
  const { question, filter, machine, user } = isRecord(value) ? value : {};
  if (!isQuestion(question) || !isName(user) || (machine !== undefined && !isName(machine))) {
    throw new ApiFault('invalid', `The body names no question (${FLEET_QUESTIONS.join(', ')}) and user.`);
  }
  const asked = { question, user, ...(machine !== undefined && { machine }) };
  return question === 'kill' ? { ...asked, filter: parseFilter(filter) } : asked;
}

/** Checks of the answer of a machine, but for its name. */
export const MACHINE_ANSWER = {
  connections: optional(areConnections),
  recent: optional(areEnded),
  entries: optional(areListed),
  killed: optional(isNumber),
};

/** Whether a value is what the machines of a fleet answer. */
export const areFleetAnswers: Is<FleetAnswers> = either(
  shape<Extract<FleetAnswers, { kind: 'answers' }>>({
    kind: oneOf('answers'),
    answers: listOf(shape<MachineAnswer>({ machine: isText, ...MACHINE_ANSWER })),
    silent: listOf(shape<SilentMachine>({ machine: isText, reason: isText })),
  }),
  isRefused,
);

function isName(value: unknown): value is string {
  return typeof value === 'string' && value.length <= LONGEST_NAME;
}
