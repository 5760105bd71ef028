import type { Backend } from '../service/contract/backend.ts';
import { dryRunOver } from '../service/session/opening-backend.ts';
import { type StagedBackend, Staging, stagedBackend } from '../service/session/staged-backend.ts';

/** A backend on which a line or a script is tried; `close` closes what was opened for it. */
export interface DryRun {
  readonly backend: StagedBackend;
  readonly close: () => Promise<void>;
}

/** Returns a backend with a mode; one that has it already as it is. */
export function withMode(backend: Backend): StagedBackend {
  return backend instanceof Staging ? backend : stagedBackend(backend);
}

/** Returns a dry run: over the staged changes while the session is offline, else over the table. */
export function openDryRun(over: StagedBackend, open: () => Backend): DryRun {
  if (over.mode === 'offline') return { backend: stagedBackend(dryRunOver(over)), close: async () => {} };
  const backend = withMode(open());
  return { backend, close: () => backend.close() };
}
