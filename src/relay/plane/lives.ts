import { faultText } from '../handing-over/fault-text.ts';
import { handOver } from '../handing-over/hand-over.ts';
import type { Life } from '../handing-over/life.ts';
import { TakeOver } from '../handing-over/take-over.ts';
import type { LifeAnswer, LifeStep, OutlivingStep } from '../handing-over/steps.ts';
import { Outliving } from '../handing-over/outliving.ts';
import type { LeftDescriptor } from '../native/open-descriptors.ts';
import type { EntryCounters } from '../relay.ts';
import { Succession, type Survivors } from './succession.ts';

type TakingStep = Exclude<LifeStep, OutlivingStep | { kind: 'hand-over' }>;

/** Carries out the steps of a hand-over, on either side. */
export class Lives {
  /** The steps where sockets cannot be handed over. */
  readonly outliving = new Outliving();
  #takeOver: TakeOver | undefined;
  #succession: Succession | undefined;

  /** The counters of entries in the process whose life is being taken over; undefined where none is. */
  get counters(): Readonly<Record<string, EntryCounters>> | undefined {
    return this.#takeOver?.isTaken === false ? this.#takeOver.counters : this.outliving.counters;
  }

  /** Listens with what a thread has left that crashed. */
  succeed(life: Life, left: readonly LeftDescriptor[]): void {
    this.#succession = new Succession(life, left);
  }

  /** Goes on with its connections, once, when entries are put; `earlier` has the counters that were known last. */
  adopt(earlier: Readonly<Record<string, EntryCounters>>): Survivors {
    const succession = this.#succession;
    this.#succession = undefined;
    return succession?.adopt(earlier) ?? { kept: 0, lost: 0 };
  }

  /** Carries out a step; never rejects for what the other process does. */
  async answer(life: Life, request: LifeStep): Promise<LifeAnswer> {
    if (request.kind === 'hand-over') return await handOver(life, request.path, request.facts);
    return isOutliving(request) ? await this.outliving.answer(life, request) : this.#answer(life, request);
  }

  #answer(life: Life, step: TakingStep): LifeAnswer {
    try {
      return this.#step(life, step);
    } catch (error) {
      return { reason: faultText(error) };
    }
  }

  #step(life: Life, request: TakingStep): LifeAnswer {
    if (request.kind === 'expect-life') {
      this.#takeOver = new TakeOver(request.path);
      return {};
    }
    const takeOver = this.#takeOver;
    if (!takeOver) return { reason: 'No other process is expected.' };
    if (request.kind === 'hear-life') {
      const facts = takeOver.hear();
      takeOver.inherit(life);
      return { facts };
    }
    if (request.kind === 'take-life') takeOver.take(life);
    else takeOver.open();
    return {};
  }
}

function isOutliving(step: OutlivingStep | TakingStep): step is OutlivingStep {
  return !TAKING.has(step.kind);
}

const TAKING: ReadonlySet<LifeStep['kind']> = new Set(['expect-life', 'hear-life', 'take-life', 'open-life']);
