import { connectWords } from '../src/relay/entries/reasons.ts';
import type { EndedConnection } from '../src/relay/relay.ts';
import { ageText } from './layout.ts';

/** Returns how a connection ended, in words: `closed by the client`, `reset by the target`, `idle for too long`. */
export function endingText({ end: { by, phase, how } }: Pick<EndedConnection, 'end'>): string {
  switch (by) {
    case 'client':
    case 'backend':
      if (phase === 'connect' && by === 'backend') return `not connected: ${connectWords(how)}`;
      if (phase === 'header') return `${wayOf(how)} by the client before its PROXY protocol header was there`;
      return `${wayOf(how)} by the ${by === 'client' ? 'client' : 'target'}${early(phase)}`;
    case 'timeout':
      if (how === 'maxage') return 'older than its entry allows';
      if (phase === 'connect') return `not connected: ${connectWords('ETIMEDOUT')}`;
      if (phase === 'header') return 'no PROXY protocol header in time';
      return phase === 'half-closed' ? 'silent for too long after one side had closed' : 'idle for too long';
    case 'netsh':
      if (how === 'denied') return 'denied by rules of advfirewall';
      if (how === 'ELOOP') return 'refused: the target leads back to the entry';
      if (how === 'bound') return 'denied by a bound on each client';
      if (phase === 'header' && how !== 'reset') return `a wrong PROXY protocol header (${how})`;
      if (how === 'closed') return 'ended with its entry, or its target';
      return how === 'reset' ? 'ended by netsh' : `ended by netsh (${how})`;
  }
}

function wayOf(how: string): string {
  return how === 'closed' || how === 'reset' ? how : `cut off (${how})`;
}

function early(phase: EndedConnection['end']['phase']): string {
  return phase === 'connect' ? ' before the target answered' : '';
}

/** Returns how long a connection lasted, in words; below ten seconds in parts of one. */
export function durationText(ms: number): string {
  if (ms < 1000) return `${Math.max(0, ms)}ms`;
  return ms < 10_000 ? `${(ms / 1000).toFixed(1)}s` : ageText(ms);
}
