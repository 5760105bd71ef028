import type { Backend } from '../service/contract/backend.ts';
import { CheckBackend } from '../service/session/dry-run.ts';
import { StagedBackend } from '../service/session/staged-backend.ts';

/** What a dry run works on; `close` lets go of what was opened for it. */
export interface DryRun {
  readonly backend: StagedBackend;
  readonly close: () => Promise<void>;
}

/** A backend with a mode; one that has it already as it is. */
export function withMode(backend: Backend): StagedBackend {
  return backend instanceof StagedBackend ? backend : new StagedBackend(backend);
}

/** A backend on which a line or a script is tried: over what is staged while it is offline, else over the table. */
export function dryRun(over: StagedBackend, open: () => Backend): DryRun {
  if (over.mode === 'offline') return { backend: withMode(new CheckBackend(over)), close: async () => {} };
  const backend = withMode(open());
  return { backend, close: () => backend.close() };
}
