import { monotonicNow, wallClock } from './common/wall-clock.ts';
import type {
  ConnectionInfo,
  EndedConnection,
  EntryCounters,
  EntryNames,
  ResolvedName,
  TargetStatus,
} from './relay.ts';

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
  const { lastError, names, targets } = counters;
  if (!lastError && !names && !targets) return counters;
  return {
    ...counters,
    lastError: lastError && { ...lastError, at: wallClock.at(lastError.at) },
    names: names && toldNames(names),
    ...(targets && { targets: targets.map(toldTarget) }),
  };
}

function toldTarget(target: TargetStatus): TargetStatus {
  return target.since === undefined ? target : { ...target, since: wallClock.at(target.since) };
}

function toldNames({ listen, connect, others }: EntryNames): EntryNames {
  return {
    listen: listen && toldName(listen),
    connect: connect && toldName(connect),
    ...(others && { others: others.map(toldName) }),
  };
}

function toldName(name: ResolvedName): ResolvedName {
  return { ...name, at: wallClock.at(name.at) };
}
