import type { LifeAnswer } from './handing-over/steps.ts';
import type { Reply, Request } from './messages.ts';
import type { PlaneLink } from './plane-host.ts';
import type { LoggedLines } from './log/logging.ts';
import type { ConnectionInfo, EntryReport } from './relay.ts';
import type { TrialRefusal } from './listening/trial.ts';

/** A request without its number. */
export type Ask = Request extends infer Kind ? (Kind extends Request ? Omit<Kind, 'call'> : never) : never;

/** The answer to a request: a number, and the lists that came before it. */
export interface Answer {
  readonly value: number;
  readonly reports: readonly EntryReport[];
  readonly infos: readonly ConnectionInfo[];
  /** Of a sample. */
  readonly sampled: Sampled | undefined;
  /** Of a trial. */
  readonly refused: readonly TrialRefusal[];
  /** Of a step of a hand-over. */
  readonly life: LifeAnswer | undefined;
  /** Of the log of connections. */
  readonly lines: LoggedLines | undefined;
}

type Sampled = Extract<Reply, { kind: 'sampled' }>;

interface Call {
  readonly request: Request;
  /** The data plane that was asked. */
  link: PlaneLink;
  readonly reports: EntryReport[];
  readonly infos: ConnectionInfo[];
  readonly resolve: (answer: Answer) => void;
}

/** Requests after which a new data plane is as it would be after their answer: it gets everything anew. */
const CHANGES: ReadonlySet<Request['kind']> = new Set(['start', 'rules', 'apply']);

/** Requests that fail with their data plane. */
const STEPS: ReadonlySet<Request['kind']> = new Set([
  'hand-over',
  'expect-life',
  'hear-life',
  'take-life',
  'open-life',
  'tell-counters',
  'await-ports',
  'release',
  'bind',
  'rebind',
  'outlive',
  'count-on',
  'add-counts',
]);

/** The answer of a closed relay. */
export const NOTHING: Answer = {
  value: 0,
  reports: [],
  infos: [],
  sampled: undefined,
  refused: [],
  life: undefined,
  lines: undefined,
};

/** Requests without an answer yet. They outlive their data plane: the next one is asked again. */
export class PlaneCalls {
  readonly #calls = new Map<number, Call>();
  #last = 0;

  /** Sends a request; resolves with its answer, never rejects. */
  ask(link: PlaneLink, ask: Ask): Promise<Answer> {
    this.#last += 1;
    const request: Request = { ...ask, call: this.#last };
    return new Promise((resolve) => {
      this.#calls.set(request.call, { request, link, reports: [], infos: [], resolve });
      link.send(request);
    });
  }

  /** Takes a reply to a request. */
  take(reply: Extract<Reply, { call: number }>): void {
    const call = this.#calls.get(reply.call);
    if (!call) return;
    switch (reply.kind) {
      case 'reports':
        call.reports.push(...reply.part);
        break;
      case 'infos':
        call.infos.push(...reply.part);
        break;
      case 'done':
        this.#resolve(call, { value: reply.value });
        break;
      case 'sampled':
        this.#resolve(call, { sampled: reply });
        break;
      case 'tried':
        this.#resolve(call, { refused: reply.refused });
        break;
      case 'life':
        this.#resolve(call, { life: reply.answer });
        break;
      case 'logged':
        this.#resolve(call, { lines: reply.lines });
        break;
    }
  }

  /** Asks a new data plane what the old one did not answer. Changes count as done: it has all rules and entries already. */
  askAgain(link: PlaneLink): void {
    for (const [number, call] of this.#calls) {
      if (call.link === link) continue;
      call.link = link;
      if (CHANGES.has(call.request.kind) || STEPS.has(call.request.kind)) {
        this.#calls.delete(number);
        call.resolve(NOTHING);
      } else {
        call.reports.length = 0;
        call.infos.length = 0;
        link.send(call.request);
      }
    }
  }

  /** Answers every open request with `NOTHING`. */
  giveUp(): void {
    for (const { resolve } of this.#calls.values()) resolve(NOTHING);
    this.#calls.clear();
  }

  #resolve({ request, reports, infos, resolve }: Call, answer: Partial<Answer>): void {
    this.#calls.delete(request.call);
    resolve({ ...NOTHING, reports, infos, ...answer });
  }
}
