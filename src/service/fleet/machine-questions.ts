import { visible } from '../../language/visible.ts';
import { isRecord } from '../../portproxy/is-record.ts';
import { cleaned, parseJson } from '../bridge/parse-json.ts';
import { FEED_INTERVAL_MS } from '../contract/api.ts';
import {
  type FleetQuestion,
  MACHINE_ANSWER,
  type MachineAnswer,
  parseFleetQuestion,
} from '../contract/fleet-view.ts';
import { ApiFault } from '../contract/service-error.ts';
import { isNumber, shape } from '../contract/shape.ts';

/** What a machine is asked by another one. */
export type MachineQuestion =
  | (Omit<FleetQuestion, 'machine'> & { readonly from: string })
  /** Begins a live feed, or renews it. */
  | {
      readonly question: 'watch';
      readonly watch: string;
      readonly intervalMs: number;
      /** The number of the last message of it that came. */
      readonly seen: number;
    }
  | { readonly question: 'unwatch'; readonly watch: string };

/** Returns the text of a question, which `readQuestion` reads. */
export function questionText(question: MachineQuestion): string {
  return JSON.stringify(question);
}

/** Reads a question of another machine. Throws an `ApiFault`. */
export function readQuestion(text: string): MachineQuestion {
  const value = cleaned(parseJson(text));
  const { question, watch, intervalMs, seen, from } = isRecord(value) ? value : {};
  switch (question) {
    case 'watch':
      if (isId(watch) && isInterval(intervalMs) && isNumber(seen)) {
        return { question, watch, intervalMs, seen };
      }
      break;
    case 'unwatch':
      if (isId(watch)) return { question, watch };
      break;
    default: {
      const { machine: _machine, ...asked } = parseFleetQuestion(value);
      if (isId(from)) return { ...asked, from };
    }
  }
  throw new ApiFault('invalid', 'The question of a machine is not understood.');
}

/** The answer of a machine: what was asked for as of its time, or why not, as a sentence. */
export type ReadAnswer =
  | { readonly kind: 'answer'; readonly at: number; readonly answer: MachineAnswer }
  | { readonly kind: 'refused'; readonly detail: string };

/** What a machine tells, but for its name. */
export type AnswerMembers = Omit<MachineAnswer, 'machine'>;

/** Returns the text of an answer, which `readAnswer` reads. */
export function answerText(at: number, answer: AnswerMembers): string {
  return JSON.stringify({ at, ...answer });
}

/** Returns the text of a refusal. */
export function refusalText(refused: string): string {
  return JSON.stringify({ refused });
}

const isAnswer = shape<AnswerMembers & { readonly at: number }>({ at: isNumber, ...MACHINE_ANSWER });

/** Reads the answer of a machine to a question; undefined where it is none. All texts are safe to print. */
export function readAnswer(
  machine: string,
  question: FleetQuestion['question'],
  text: string,
): ReadAnswer | undefined {
  const value = cleaned(parseJson(text));
  if (isRecord(value) && typeof value['refused'] === 'string') {
    return { kind: 'refused', detail: visible(value['refused'].slice(0, LONGEST_REASON)) };
  }
  if (!isAnswer(value)) return undefined;
  const { at, connections, recent, entries, killed } = value;
  const told = { connections, recent, entries, kill: killed }[question];
  if (told === undefined) return undefined;
  return {
    kind: 'answer',
    at,
    answer: { machine, ...(question === 'kill' ? { killed } : { [question]: told }) },
  };
}

const LONGEST_REASON = 300;
const LONGEST_ID = 256;

function isId(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= LONGEST_ID;
}

function isInterval(value: unknown): value is number {
  return isNumber(value) && value >= FEED_INTERVAL_MS.least && value <= FEED_INTERVAL_MS.most;
}
