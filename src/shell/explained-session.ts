import type { Host } from '../../contexts/host.ts';
import { INITIAL_RULEBOOK } from '../firewall/policy.ts';
import type { Rulebook } from '../firewall/rule.ts';
import { ServiceError } from '../service/contract/service-error.ts';
import type { StagedBackend } from '../service/session/staged-backend.ts';
import type { MachineFacts } from './facts.ts';
import type { LineReader } from './line-reader.ts';
import type { DryRun } from './session-backend.ts';
import type { SessionState } from './state.ts';

/** The session in which something is explained. */
export interface ExplainedSession {
  readonly reader: LineReader;
  readonly facts: MachineFacts;
  /** Returns facts of the same machine with a table of their own. */
  readonly newFacts: () => MachineFacts;
  readonly state: SessionState<Host>;
  /** The table that it is explained over. */
  readonly backend: StagedBackend;
  /** Opens a dry run over that table, on which the changes of a script are tried. */
  readonly openDry: () => DryRun;
}

/** Resolves with the rulebook of a backend; with the first one where an older netsh at the other end has none. */
export async function rulebookOf(backend: StagedBackend): Promise<Rulebook> {
  try {
    return await backend.rules();
  } catch (error) {
    if (error instanceof ServiceError && error.code === 'version') return INITIAL_RULEBOOK;
    throw error;
  }
}
