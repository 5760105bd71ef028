import { monotonicNow, wallClock } from './common/wall-clock.ts';
import type { ConnectionInfo, EndedConnection, EntryCounters, ResolvedName } from './relay.ts';

/** Returns a connection as the data plane tells it, with wall times. */
export function toldConnection(info: ConnectionInfo): ConnectionInfo {
  const { startedAt, lastActiveAt } = info;
  return { ...info, startedAt: wallClock.at(startedAt), lastActiveAt: wallClock.at(lastActiveAt) };
}

/** Returns a connection that has ended as the data plane tells it, with wall times. */
export function toldEnded(ended: EndedConnection): EndedConnection {
  return { ...ended, ...toldConnection(ended), endedAt: wallClock.at(ended.endedAt) };
}

/** Returns a connection as the data plane tells it, with wall times, its age and its idle time. */
export function agedConnection(info: ConnectionInfo): ConnectionInfo {
  const now = monotonicNow();
  return {
    ...toldConnection(info),
    ageMs: Math.round(now - info.startedAt),
    idleMs: Math.round(now - info.lastActiveAt),
  };
}

/** Returns counters as the data plane tells them, with wall times. */
export function toldCounters(counters: EntryCounters): EntryCounters {
  const { lastError, names } = counters;
  if (!lastError && !names) return counters;
  return {
    ...counters,
    lastError: lastError && { ...lastError, at: wallClock.at(lastError.at) },
    names: names && { ...names, listen: toldName(names.listen), connect: toldName(names.connect) },
  };
}

function toldName(name: ResolvedName | undefined): ResolvedName | undefined {
  return name && { ...name, at: wallClock.at(name.at) };
}
