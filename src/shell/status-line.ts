import type { ListedEntry } from '../service/contract/status.ts';

/** How a session works: as a dry run, or offline with so many changes staged. */
export interface ShownMode {
  readonly isDryRun: boolean;
  readonly isOffline: boolean;
  readonly staged: number;
}

/** Returns a table's problems and the session's modes in a few words; undefined where all is well. */
export function statusLine(entries: readonly ListedEntry[], mode: ShownMode): string | undefined {
  const { isDryRun, isOffline, staged } = mode;
  const stopped = entries.filter((entry) => entry.state === 'stopped' && !entry.staged).length;
  const silent = entries.filter((entry) => entry.state === 'failed' || entry.state === 'held').length;
  const facts = [
    ...(isDryRun ? ['dry run: nothing is changed'] : []),
    ...(isOffline ? [offlineText(staged)] : []),
    ...(stopped > 0 && !isDryRun ? ['the relay is stopped'] : []),
    ...(silent > 0 ? [silent === 1 ? '1 entry does not listen' : `${silent} entries do not listen`] : []),
  ];
  return facts.length > 0 ? facts.join(', ') : undefined;
}

function offlineText(staged: number): string {
  if (staged === 0) return 'offline: changes are staged until commit';
  return `offline: ${staged === 1 ? '1 change' : `${staged} changes`} staged, commit or abort`;
}
