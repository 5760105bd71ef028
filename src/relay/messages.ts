import type { StatusChange } from './listening/listening.ts';
import type { TransportName } from './transport.ts';
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
} from './relay.ts';

/** What the relay asks of its data plane. Each gets one answer of its `call`; lists come in parts before it. */
export type Request =
  | { readonly kind: 'start'; readonly call: number; readonly limits: RelayLimits }
  | {
      readonly kind: 'apply';
      readonly call: number;
      readonly change: RelayChange;
      readonly earlier?: Readonly<Record<string, EntryCounters>> | undefined;
    }
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
  | { readonly kind: 'kill'; readonly call: number; readonly filter: ConnectionFilter }
  | { readonly kind: 'close'; readonly call: number; readonly drainMs: number };

/** What the data plane says. */
export type Reply =
  | { readonly kind: 'done'; readonly call: number; readonly value: number }
  | { readonly kind: 'reports'; readonly call: number; readonly part: readonly EntryReport[] }
  | { readonly kind: 'infos'; readonly call: number; readonly part: readonly ConnectionInfo[] }
  | { readonly kind: 'tried'; readonly call: number; readonly refused: readonly TrialRefusal[] }
  | {
      /** The answer to a sample, after its lists. */
      readonly kind: 'sampled';
      readonly call: number;
      readonly full: boolean;
      readonly counted: Float64Array;
      readonly moved: Float64Array;
      readonly ended: readonly number[];
    }
  | { readonly kind: 'started'; readonly transport: TransportName }
  | { readonly kind: 'statuses'; readonly changes: readonly StatusChange[] }
  | { readonly kind: 'counters'; readonly part: readonly EntryReport[] }
  | { readonly kind: 'count'; readonly connections: number }
  | { readonly kind: 'event'; readonly event: RelayEvent };
