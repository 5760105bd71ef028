import type { Line } from '../line/line.ts';

/** A walk through older lines that begin as the typed one; at -1 it stands on the typed line itself. */
export interface Navigation {
  readonly matches: readonly string[];
  readonly at: number;
  readonly origin: Line;
}

/** Starts a walk from the typed line through the history (oldest first): each line once, the newest first. */
export function startNavigation(history: readonly string[], origin: Line): Navigation {
  const matches = new Set<string>();
  for (let at = history.length - 1; at >= 0; at--) {
    const line = history[at]!;
    if (line.startsWith(origin.text) && line !== origin.text) matches.add(line);
  }
  return { matches: [...matches], at: -1, origin };
}

/** Moves one line older (1) or newer (-1); undefined where there is none. */
export function navigate(walk: Navigation, step: 1 | -1): Navigation | undefined {
  const at = walk.at + step;
  return at < -1 || at >= walk.matches.length ? undefined : { ...walk, at };
}

/** Returns the line on which the walk stands, the cursor at its end; the typed line keeps its cursor. */
export function navigatedLine(walk: Navigation): Line {
  const text = walk.matches[walk.at];
  return text === undefined ? walk.origin : { text, cursor: text.length };
}

/** Returns the newest line that begins as the typed one and goes on. */
export function suggestFromHistory(history: readonly string[], typed: string): string | undefined {
  if (typed.trim() === '') return undefined;
  for (let at = history.length - 1; at >= 0; at--) {
    const line = history[at]!;
    if (line.length > typed.length && line.startsWith(typed)) return line;
  }
  return undefined;
}
