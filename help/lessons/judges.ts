import type { ListedEntry } from '../../src/service/contract/status.ts';
import type { Judge } from './lesson.ts';
import type { World } from './world.ts';

/** Returns whether a connection to a port, by name, really reaches a server. */
export function reaches(port: string, server: string, host?: string): Judge {
  return async (world) => (await world.greeting(world.port(port), host)) === server;
}

/** Returns whether nobody answers on a port, by name. */
export function isSilent(port: string, host?: string): Judge {
  return async (world) => (await world.greeting(world.port(port), host)) === undefined;
}

/** Returns whether all of these hold. */
export function all(...judges: readonly Judge[]): Judge {
  return async (world) => {
    for (const judge of judges) if (!(await judge(world))) return false;
    return true;
  };
}

/** Returns whether a command did its work in this step, however it was written. */
export function did(...names: readonly string[]): Judge {
  return ({ ran }) => ran.some((line) => line.ok && names.includes(line.names));
}

/** Returns whether the last line failed; with names, only where it was understood as one of these. */
export function failed(...names: readonly string[]): Judge {
  return ({ ran }) => {
    const last = ran.at(-1);
    return last !== undefined && !last.ok && (names.length === 0 || names.includes(last.names));
  };
}

/** Returns whether the text of the last line holds a pattern. */
export function typed(pattern: RegExp): Judge {
  return ({ ran }) => pattern.test(ran.at(-1)?.line ?? '');
}

/** Returns whether the last line explains another, as it was understood, which has no fault. */
export function explained(names: string): Judge {
  return ({ ran }) => ran.at(-1)?.ok === true && ran.at(-1)?.explained === names;
}

/** Returns whether the last line gave at least so many values by their tags. */
export function tagged(least: number): Judge {
  return ({ ran }) => (ran.at(-1)?.line.match(/[a-z]\s*=/gi) ?? []).length >= least;
}

/** Returns whether a judge does not hold. */
export function not(judge: Judge): Judge {
  return async (world) => !(await judge(world));
}

/** Returns the entries that listen on a port, by name. */
export function entriesOn({ entries, port }: World, name: string): readonly ListedEntry[] {
  return entries.filter(({ listenPort }) => listenPort === port(name));
}

/** Returns whether an entry of a port, by name, meets a condition. */
export function hasEntry(name: string, isMeant: (entry: ListedEntry, world: World) => boolean): Judge {
  return (world) => entriesOn(world, name).some((entry) => isMeant(entry, world));
}

/** Returns whether an entry of a port, by name, listens on this address. */
export function listensOn(name: string, address: string): Judge {
  return hasEntry(name, ({ listenAddress }) => listenAddress === address);
}

/** Returns whether an entry listens on a port on every address of the machine. */
export function isOnAll(name: string): Judge {
  return hasEntry(name, ({ listenAddress }) => ['*', '0.0.0.0', '::'].includes(listenAddress));
}

/** Returns whether help was asked for in this step; with names, about one of these. */
export function askedHelp(...names: readonly string[]): Judge {
  return ({ ran }) =>
    ran.some((line) => line.kind === 'help' && (names.length === 0 || names.includes(line.names)));
}
