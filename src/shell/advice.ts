import type { Host } from '../../contexts/host.ts';
import type { ContextPath } from '../language/schema.ts';
import type { Token } from '../language/token.ts';
import type { SessionSettings } from './session-settings.ts';
import type { ToldHints } from './told-hints.ts';

/** The session in which a line was not found. */
export interface AdvisedSession {
  readonly settings: SessionSettings;
  readonly path: ContextPath<Host>;
  readonly hints: ToldHints;
}

let loaded: Promise<typeof import('../unemulated/advice.ts')> | undefined;

/**
 * Resolves with what does the job of words on this system, where Windows has them and this netsh does not; undefined where
 * nothing is known, and for other machines, whose system nobody told. The table is loaded only now.
 */
export async function adviceFor(
  words: readonly Token[],
  { settings, path }: Pick<AdvisedSession, 'settings' | 'path'>,
): Promise<string | undefined> {
  if (settings.machines?.current) return undefined;
  // An import takes a tenth of a millisecond each time, also of what is there already.
  loaded ??= import('../unemulated/advice.ts');
  const { adviceOn } = await loaded;
  return adviceOn(
    words,
    path.slice(1).map(({ name }) => name),
    process.platform,
  );
}

/** Resolves with the same for a line that is answered now; a line of a script gets each hint once only. */
export async function adviceToTell(
  words: readonly Token[],
  session: AdvisedSession,
  isTyped: boolean,
): Promise<string | undefined> {
  const advice = await adviceFor(words, session);
  return advice === undefined || isTyped || session.hints.isNew(advice) ? advice : undefined;
}
