import type { Services } from '../portproxy/port.ts';
import type { FleetTable } from './fleet-table.ts';
import type { FleetReport } from './machine-state.ts';
import type { AskedQuestion } from './questions.ts';
import type { FleetSetting } from './setting.ts';

/** What a member needs of the machine it runs on. */
export interface MemberParts {
  readonly setting: FleetSetting;
  /** Version of the program. */
  readonly version: string;
  /** The table as it is known at the beginning: that of the copy on disk. */
  readonly table: FleetTable;
  /** Gets each new table, in one step; it must not be changed. */
  readonly onTable: (table: FleetTable) => void;
  /** Tells what the entries of the fleet do here. */
  readonly report: () => FleetReport;
  /** Gets sentences for the log. */
  readonly onNotice: (text: string) => void;
  readonly services: () => Services;
  /** Answers a question of another machine; must not throw. */
  readonly onQuestion: (question: AskedQuestion) => void;
}

/** How a member stands to the servers of its fleet. */
export type MemberLink =
  | { readonly kind: 'current' }
  /** Not connected, or not following; why, as a sentence. `since`: ms of `Date.now()`. */
  | { readonly kind: 'away'; readonly since: number; readonly reason: string };
