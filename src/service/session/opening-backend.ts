import type { Backend } from '../contract/backend.ts';
import { forwardingBackend } from './forwarding-backend.ts';

/** Returns a backend that is still being opened: calls wait for it, and reject where it could not be opened. */
export function openingBackend(opened: Promise<Backend>): Backend {
  // Whoever uses it is told.
  opened.catch(() => {});
  return forwardingBackend(
    () => opened,
    async () => {
      const backend = await opened.catch(() => undefined);
      await backend?.close();
    },
  );
}

/** Returns a dry run over a backend (`dry-run.ts`, which is loaded for it). */
export function dryRunOver(real: Backend): Backend {
  return openingBackend(import('./dry-run.ts').then(({ dryRun }) => dryRun(real)));
}
