import type { BackendMode } from '../service/session/staged-backend.ts';
import { changeCount } from './status-line.ts';

/** What a prompt tells beside the context. */
export interface PromptFacts {
  /** The other machine that the session works on. */
  readonly machine: string | undefined;
  readonly mode: BackendMode;
  /** Staged changes. */
  readonly staged: number;
  /** Whether a person at a terminal reads it; its bytes elsewhere are netsh's. */
  readonly isRead: boolean;
}

/** Returns the prompt of a context (spec netsh.md, section 2); a person sees in it that the session is offline. */
export function promptOf(path: readonly { readonly name: string }[], facts: PromptFacts): string {
  const { machine, mode, staged, isRead } = facts;
  const isOffline = isRead && mode === 'offline';
  const offline = staged === 0 ? ' (offline)' : ` (offline, ${changeCount(staged)})`;
  const place = `${path.map(({ name }) => name).join(' ')}${isOffline ? offline : ''}>`;
  return machine === undefined ? place : `[${machine}] ${place}`;
}
