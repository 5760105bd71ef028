import type { ListedEntry } from '../service/contract/status.ts';

/** How a session works: as a dry run, or offline with so many changes staged. */
export interface ShownMode {
  readonly isDryRun: boolean;
  readonly isOffline: boolean;
  readonly staged: number;
}

/** Returns a table's problems and the session's modes, with the commands that help; undefined where all is well. */
export function statusLine(entries: readonly ListedEntry[], mode: ShownMode): string | undefined {
  const { isDryRun, isOffline, staged } = mode;
  const stopped = entries.some((entry) => entry.state === 'stopped' && !entry.staged);
  const silent = entries.filter((entry) => entry.state === 'failed' || entry.state === 'held').length;
  const facts = [
    ...(isDryRun ? ['dry run: nothing is changed'] : []),
    ...(isOffline ? [offlineText(staged)] : []),
    ...(stopped && !isDryRun ? ['the relay is not running, nothing listens: relay start'] : []),
    ...(silent > 0 ? [`${silentText(silent)}: relay show status`] : []),
  ];
  return facts.length > 0 ? facts.join('; ') : undefined;
}

function silentText(count: number): string {
  return count === 1 ? '1 entry does not listen' : `${count} entries do not listen`;
}

function offlineText(staged: number): string {
  if (staged === 0) return 'offline: changes are staged until commit';
  return `offline, ${changeCount(staged)} staged: show changes, commit or abort`;
}

/** Returns a number of changes in words: `1 change`, `2 changes`. */
export function changeCount(count: number): string {
  return count === 1 ? '1 change' : `${count} changes`;
}

/** Whether a relay runs, as far as entries tell. */
export function isRunning(entries: readonly ListedEntry[]): boolean {
  return entries.some(({ state }) => state !== 'stopped');
}
