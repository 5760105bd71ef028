import { isCodeAt } from '../../errors/errors.ts';
import { programName } from '../../errors/program.ts';
import type { FleetSetting } from '../../fleet/setting.ts';
import { isRecord } from '../../portproxy/is-record.ts';
import type { RefusalCode } from '../../portproxy/changes/results.ts';
import { ENTRY_STATES, type EntryState } from '../../portproxy/state.ts';
import { type Is, either, isNumber, isText, listOf, oneOf, optional, recordOf, shape } from './shape.ts';
import { ApiFault } from './service-error.ts';

/** A request to join a fleet; what it leaves out has a default: the fleet `main`, the name of this machine, no labels. */
export type JoinRequest = Pick<FleetSetting, 'servers'> & Partial<Omit<FleetSetting, 'servers' | 'id'>>;

/** Why a fleet does not do what it was asked for; `detail` is a sentence. */
export interface Refused {
  readonly kind: 'refused';
  readonly code: RefusalCode;
  readonly detail: string;
}

/** The result of joining or leaving a fleet: done, or why nothing was changed. */
export type FleetResult = { readonly kind: 'done' } | Refused;

/** How this machine stands to its fleet. */
export interface FleetMembership {
  readonly fleet: string;
  readonly machine: string;
  readonly servers: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  /** The revision of the fleet's table that this machine follows. */
  readonly revision: number;
  readonly entries: number;
  /** `away`: the servers do not answer, or it cannot follow them; the last table stays in force. */
  readonly link: 'current' | 'away';
  readonly reason?: string | undefined;
  /** Since when it is away, in ms since the epoch. */
  readonly since?: number | undefined;
}

/** A machine of the fleet, as it told of itself last. */
export interface FleetMachine {
  readonly name: string;
  readonly version: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly revision: number;
  /** How many entries of the fleet are in each state there. */
  readonly counts: Readonly<Record<EntryState, number>>;
  /** For how long it has told nothing, ms; absent while it is there. */
  readonly lostMs?: number | undefined;
}

/** The fleet of this machine; `membership` is absent where it is in none. */
export interface FleetStatus {
  readonly membership?: FleetMembership | undefined;
  /** Its machines by name; none while its servers are away. */
  readonly machines: readonly FleetMachine[];
}

/** A call of the table that is meant for the fleet's table, as this user. */
export interface FleetCall {
  readonly call: string;
  readonly args?: unknown;
  readonly user: string;
}

/** What the call answers, as JSON; or why it was not carried out. */
export type FleetAnswer = { readonly kind: 'answer'; readonly value: unknown } | Refused;

/** Whether a value is a refusal. */
export const isRefused = shape<Refused>({
  kind: oneOf('refused'),
  code: (value): value is RefusalCode => isCodeAt('change', value),
  detail: isText,
});

/** Whether a value is the result of joining or leaving. */
export const isFleetResult: Is<FleetResult> = either(
  shape<Extract<FleetResult, { kind: 'done' }>>({ kind: oneOf('done') }),
  isRefused,
);

/** Whether a value is the answer of a call of the fleet; what the call itself answers is read by its own row. */
export const isFleetAnswer: Is<FleetAnswer> = either(
  (value): value is Extract<FleetAnswer, { kind: 'answer' }> => isRecord(value) && value['kind'] === 'answer',
  isRefused,
);

const isMembership = shape<FleetMembership>({
  fleet: isText,
  machine: isText,
  servers: listOf(isText),
  labels: recordOf(isText),
  revision: isNumber,
  entries: isNumber,
  link: oneOf('current', 'away'),
  reason: optional(isText),
  since: optional(isNumber),
});

const isMachine = shape<FleetMachine>({
  name: isText,
  version: isText,
  labels: recordOf(isText),
  revision: isNumber,
  counts: (value): value is Record<EntryState, number> =>
    isRecord(value) && ENTRY_STATES.every((state) => isNumber(value[state])),
  lostMs: optional(isNumber),
});

/** Whether a value tells of a fleet. */
export const isFleetStatus: Is<FleetStatus> = shape<FleetStatus>({
  membership: optional(isMembership),
  machines: listOf(isMachine),
});

/** Returns how to say that this machine is in no fleet, and what to do. */
export function noFleetText(): string {
  return `This machine is in no fleet. Join one: ${programName()} fleet join servers=nats://HOST:4222`;
}

/** Longest name of a user. */
const LONGEST_USER = 256;

/** Reads a call for the fleet. Throws an `ApiFault`. */
export function parseFleetCall(value: unknown): FleetCall {
  const { call, args, user } = isRecord(value) ? value : {};
  if (typeof call === 'string' && typeof user === 'string' && user.length <= LONGEST_USER) {
    return { call, args, user };
  }
  throw new ApiFault('invalid', 'The body names no call and user.');
}

/** Reads a request to join a fleet by its shape; its values are judged where it is carried out. Throws an `ApiFault`. */
export function parseJoin(value: unknown): JoinRequest {
  if (!isRecord(value) || !listOf(isText)(value['servers'])) {
    throw new ApiFault('invalid', 'The body names no servers of a fleet.');
  }
  // `settingProblem` judges every value before it is used.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return value as unknown as JoinRequest;
}
