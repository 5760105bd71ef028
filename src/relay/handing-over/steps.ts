import type { CounterGrowth } from '../counter-growth.ts';
import type { EndedConnection, EntryCounters } from '../relay.ts';

/** What a process tells the next one besides the life of its data plane. */
export interface LifeFacts {
  /** The version of the program. */
  readonly program: string;
  /** Ends after so long without work, ms; 0: never. */
  readonly idleExitMs: number;
  /** How often its service manager is to be told that it is well, ms; 0: not at all. */
  readonly watchdogMs: number;
  /** When it began to serve, ms of `monotonicNow`. */
  readonly startedAt: number;
}

/** How much the counters of an entry have grown; live connections may have become fewer. */
export interface EntryGrowth {
  readonly id: string;
  readonly growth: CounterGrowth;
}

/** A step of handing a life over to a process that listens at a path, or of taking one over, in their order. */
export type LifeStep =
  | { readonly kind: 'hand-over'; readonly path: string; readonly facts: LifeFacts }
  | { readonly kind: 'expect-life'; readonly path: string }
  | { readonly kind: 'hear-life' | 'take-life' | 'open-life' }
  | OutlivingStep;

/**
 * A step where sockets cannot be handed over. The earlier process tells its counters, closes the sockets of entries, and either binds
 * them again or outlives its listeners; the new one counts on from there, then adds what the earlier one has counted since.
 */
export type OutlivingStep =
  | { readonly kind: 'tell-counters' | 'await-ports' | 'rebind' | 'outlive' }
  | { readonly kind: 'release'; readonly ids: readonly string[] }
  | {
      readonly kind: 'bind';
      readonly ids: readonly string[];
      /** Those whose ports the earlier process is about to close. */
      readonly awaited: readonly string[];
    }
  | {
      readonly kind: 'count-on';
      /** Of connections; those of this process have greater ones. */
      readonly lastId: number;
      /** Of entries that will be put, by id. */
      readonly counters?: Readonly<Record<string, EntryCounters>> | undefined;
    }
  | {
      readonly kind: 'add-counts';
      readonly grown: readonly EntryGrowth[];
      /** Connections of the earlier process that have ended, with times of `monotonicNow`. */
      readonly recent: readonly EndedConnection[];
    };

/** What became of a step: `reason`, a sentence, where it failed. */
export interface LifeAnswer {
  readonly reason?: string | undefined;
  /** How long nothing was moved while everything was handed over, ms. */
  readonly stillMs?: number | undefined;
  /** Of the earlier process. */
  readonly facts?: LifeFacts | undefined;
  /** Of all entries, by id. */
  readonly counters?: Readonly<Record<string, EntryCounters>> | undefined;
  /** Ids of the entries that listen. */
  readonly listening?: readonly string[] | undefined;
  /** When sockets began to be closed, or were bound, ms of `monotonicNow`. */
  readonly at?: number | undefined;
  /** The greatest number that a connection of this process has, or may get after it has stopped listening. */
  readonly lastId?: number | undefined;
}
