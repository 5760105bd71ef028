import type { AskedQuestion } from '../../fleet/questions.ts';
import { messageOf } from '../../errors/unknown.ts';
import type { EndedConnection } from '../../relay/relay.ts';
import { ApiFault } from '../contract/service-error.ts';
import type { MachineView } from './machine-view.ts';
import {
  type AnswerMembers,
  type MachineQuestion,
  answerText,
  readQuestion,
  refusalText,
} from './machine-questions.ts';
import { Watchers } from './watchers.ts';

/** Most questions that are answered at the same time. */
const MOST_AT_ONCE = 32;

/** Answers what other machines of the fleet ask this one. */
export class Answering {
  readonly #view: MachineView;
  readonly #watchers: Watchers;
  readonly #onNotice: (text: string) => void;
  #answering = 0;

  constructor(view: MachineView, onNotice: (text: string) => void) {
    this.#view = view;
    this.#watchers = new Watchers(view);
    this.#onNotice = onNotice;
  }

  /** How many watch this machine now. */
  get watchers(): number {
    return this.#watchers.count;
  }

  /** Answers a question. Never throws. */
  take(asked: AskedQuestion): void {
    void this.#answer(asked).catch(async (error: unknown) => {
      await asked.tell(refusalText(messageOf(error))).catch(() => {});
    });
  }

  /** Ends what other machines watch. */
  close(): void {
    this.#watchers.close();
  }

  async #answer({ kind, text, tell }: AskedQuestion): Promise<void> {
    const question = readQuestion(text);
    // Accounts are permitted to ask and to end connections by the subject, so that is what decides.
    if ((question.question === 'kill') !== (kind === 'kill')) {
      throw new ApiFault('invalid', 'The question came on the subject of another one.');
    }
    if (question.question === 'watch') return this.#watchers.renew(question, tell);
    if (question.question === 'unwatch') return this.#watchers.end(question.watch);
    if (this.#answering >= MOST_AT_ONCE) throw new ApiFault('busy', 'It is asked too much at once.');
    this.#answering += 1;
    try {
      await tell(answerText(Date.now(), await this.#find(question)));
    } finally {
      this.#answering -= 1;
    }
  }

  async #find(question: Exclude<MachineQuestion, { question: 'watch' | 'unwatch' }>): Promise<AnswerMembers> {
    const view = this.#view;
    switch (question.question) {
      case 'connections':
        return { connections: await view.connections() };
      case 'recent':
        return { recent: await recent(view) };
      case 'entries':
        return { entries: await view.entries() };
      case 'kill': {
        const { filter = {}, user, from } = question;
        const killed = await view.kill(filter);
        this.#onNotice(`${user} on ${from} ended connections here through the fleet: ${killed}.`);
        return { killed };
      }
    }
  }
}

/** Returns the connections that have ended, which the first message of the feed tells. */
async function recent(view: MachineView): Promise<readonly EndedConnection[]> {
  const { promise, resolve } = Promise.withResolvers<readonly EndedConnection[]>();
  let isReady = true;
  const unsubscribe = view.subscribe({
    of: 'fleet',
    intervalMs: 100,
    get isReady() {
      return isReady;
    },
    take({ message }) {
      isReady = false;
      resolve(message.kind === 'snapshot' ? (message.recent ?? []) : []);
    },
    end: () => resolve([]),
  });
  try {
    return await promise;
  } finally {
    unsubscribe();
  }
}
