import type { LifeAnswer, LifeStep } from './handing-over/steps.ts';
import type { LoggedLines, Logging } from './log/logging.ts';
import type { RulebookUpdate } from './common/rulebook-update.ts';
import type { StatusChange } from './listening/listening-parts.ts';
import type { TransportName } from './transport-names.ts';
import type { TrialRefusal } from './listening/trial.ts';
import type {
  ConnectionFilter,
  ConnectionInfo,
  EntryCounters,
  EntryReport,
  RelayChange,
  RelayEntry,
  RelayEvent,
  RelayLimits,
  RelaySample,
} from './relay.ts';

/** Requests to the data plane. Each gets one answer with its `call`; lists come in parts before it. */
export type Request =
  | { readonly kind: 'start'; readonly call: number; readonly limits: RelayLimits }
  | {
      readonly kind: 'apply';
      readonly call: number;
      readonly change: RelayChange;
      readonly earlier?: Readonly<Record<string, EntryCounters>> | undefined;
    }
  | { readonly kind: 'rules'; readonly call: number; readonly update: RulebookUpdate }
  | { readonly kind: 'try'; readonly call: number; readonly entries: readonly RelayEntry[] }
  | { readonly kind: 'report'; readonly call: number; readonly ids?: readonly string[] | undefined }
  | { readonly kind: 'connections'; readonly call: number }
  | {
      readonly kind: 'sample';
      readonly call: number;
      readonly anew: boolean;
      /** Entries to report in any case. */
      readonly ids: readonly string[];
    }
  | { readonly kind: 'log'; readonly call: number; readonly logging: Logging | undefined }
  | { readonly kind: 'kill'; readonly call: number; readonly filter: ConnectionFilter }
  | { readonly kind: 'close'; readonly call: number; readonly drainMs: number; readonly follows: boolean }
  | (LifeStep & { readonly call: number });

/** Answers of the data plane, and what it tells by itself. */
export type Reply =
  | { readonly kind: 'done'; readonly call: number; readonly value: number }
  | { readonly kind: 'reports'; readonly call: number; readonly part: readonly EntryReport[] }
  | { readonly kind: 'infos'; readonly call: number; readonly part: readonly ConnectionInfo[] }
  | { readonly kind: 'tried'; readonly call: number; readonly refused: readonly TrialRefusal[] }
  | ({ readonly kind: 'sampled'; readonly call: number } & Omit<RelaySample, 'entries' | 'connections'>)
  | { readonly kind: 'life'; readonly call: number; readonly answer: LifeAnswer }
  | { readonly kind: 'logged'; readonly call: number; readonly lines: LoggedLines }
  | { readonly kind: 'started'; readonly transport: TransportName }
  | { readonly kind: 'statuses'; readonly changes: readonly StatusChange[] }
  | { readonly kind: 'counters'; readonly part: readonly EntryReport[] }
  | { readonly kind: 'count'; readonly connections: number }
  | { readonly kind: 'event'; readonly event: RelayEvent };
