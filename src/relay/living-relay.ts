import type { LifeAnswer, LifeStep } from './handing-over/steps.ts';
import type { Relay } from './relay.ts';

/** A relay whose life can go on in another process. */
export interface LivingRelay extends Relay {
  /** Carries out a step of handing its life over to another process, or of taking one over. */
  life(step: LifeStep): Promise<LifeAnswer>;
}
