import type { EntryCounters } from '../src/relay/relay.ts';
import { ageText } from './layout.ts';

type Counted = Pick<EntryCounters, 'connectionsTotal' | 'lastError' | 'targets'>;

/** Returns how many connections have begun since the last error; 0 without one, and where nobody has counted. */
function since({ connectionsTotal, lastError }: Counted): number {
  return lastError?.total === undefined ? 0 : Math.max(0, connectionsTotal - lastError.total);
}

/** Tells the last error of an entry, its age, and how many connections have had none since; undefined without one. */
export function lastErrorText(counters: Counted, now: number): string | undefined {
  const { lastError } = counters;
  if (!lastError) return undefined;
  const count = since(counters);
  const well =
    count === 0
      ? ''
      : ` Since then ${count === 1 ? '1 connection' : `${count} connections`} without an error.`;
  return `${ageText(now - lastError.at)} ago: ${lastError.text}${well}`;
}

/**
 * Returns the last error in short, its cause first, for where there is little room; undefined without one, and where
 * connections have had none since.
 */
export function presentError(counters: Counted | undefined): string | undefined {
  if (!counters?.lastError || since(counters) > 0) return undefined;
  const { text } = counters.lastError;
  const [, target, cause] = /^The connection to (\S+) failed: (.*)$/s.exec(text) ?? [];
  if (target === undefined || cause === undefined) return text;
  const whole = `${cause.charAt(0).toUpperCase()}${cause.slice(1)}`;
  // Of a single target everybody knows which it is.
  return counters.targets ? `${target}: ${cause}` : whole;
}
