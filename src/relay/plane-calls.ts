import type { Reply, Request } from './messages.ts';
import type { PlaneLink } from './plane-host.ts';
import type { ConnectionInfo, EntryReport } from './relay.ts';
import type { TrialRefusal } from './listening/trial.ts';

/** A request before it has its number. */
export type Ask = Request extends infer Kind ? (Kind extends Request ? Omit<Kind, 'call'> : never) : never;

/** The answer to a request: a number, and the list that came before it. */
export interface Answer {
  readonly value: number;
  readonly reports: readonly EntryReport[];
  readonly infos: readonly ConnectionInfo[];
  /** What answers a sample besides. */
  readonly sampled: Sampled | undefined;
  /** What answers a trial. */
  readonly refused: readonly TrialRefusal[];
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

/** The answer of a data plane that does nothing any more. */
export const NOTHING: Answer = { value: 0, reports: [], infos: [], sampled: undefined, refused: [] };

/** Questions to a data plane that were not answered yet. They outlive it: its successor is asked again. */
export class PlaneCalls {
  readonly #calls = new Map<number, Call>();
  #last = 0;

  ask(link: PlaneLink, ask: Ask): Promise<Answer> {
    this.#last += 1;
    const request: Request = { ...ask, call: this.#last };
    return new Promise((resolve) => {
      this.#calls.set(request.call, { request, link, reports: [], infos: [], resolve });
      link.send(request);
    });
  }

  /** Takes a reply that belongs to a call. */
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
    }
  }

  /** Asks a new data plane what the old one left open. Changes count as done: it was given all entries before. */
  askAgain(link: PlaneLink): void {
    for (const [number, call] of this.#calls) {
      if (call.link === link) continue;
      call.link = link;
      if (call.request.kind === 'apply' || call.request.kind === 'start') {
        this.#calls.delete(number);
        call.resolve(NOTHING);
      } else {
        call.reports.length = 0;
        call.infos.length = 0;
        link.send(call.request);
      }
    }
  }

  /** Answers all open questions with nothing: there will be no other data plane. */
  giveUp(): void {
    for (const { resolve } of this.#calls.values()) resolve(NOTHING);
    this.#calls.clear();
  }

  #resolve({ request, reports, infos, resolve }: Call, answer: Partial<Answer>): void {
    this.#calls.delete(request.call);
    resolve({ ...NOTHING, reports, infos, ...answer });
  }
}
