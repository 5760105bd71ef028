import { type FSWatcher, statSync, watch } from 'node:fs';
import { dirname } from 'node:path';
import type { HomePaths } from '../../store/home.ts';
import { storeFault } from '../../store/store-error.ts';
import { prepareControlSocket } from '../contract/control-address.ts';
import type { ControlSocket } from '../contract/control-socket.ts';
import { type ControlOptions, type ControlServer, serveControl } from './control-server.ts';

/** The control socket of a service, where its clients connect. */
export interface ControlListener {
  /** Open connections of clients. */
  readonly clients: number;
  /** Puts the socket in the place of an earlier one, where it was opened hidden: clients find it from now on. */
  publish(): void;
  /** Removes the socket: no more clients find it. */
  withdraw(): void;
  /** Leaves the place of the socket to that of another process. */
  leave(): void;
  /** Takes no more requests; resolves when those under way are answered. */
  close(): Promise<void>;
}

/** Options of the control listener. */
export interface ListenerOptions extends Omit<ControlOptions, 'socket'> {
  /** Called when the home directory's lock was removed: another service could serve it now. */
  readonly onHomeGone: () => void;
  /** Clients find the socket only after `publish`. */
  readonly isHidden?: boolean | undefined;
}

/** Pause before a removed socket is looked at, in ms: somebody may still be removing the whole folder. */
const SETTLE_MS = 200;

/**
 * Opens the control socket of a home directory, and opens it again when somebody removes it, since a service that nobody
 * reaches could not even be ended. Where the system cannot watch folders, a removal goes unnoticed. Rejects with a
 * `StoreError` where the socket cannot be opened.
 */
export async function openControlListener(
  paths: HomePaths,
  options: ListenerOptions,
): Promise<ControlListener> {
  const lock = inode(paths.lock);
  const servers: ControlServer[] = [];
  let isHidden = options.isHidden === true;
  let watchers: FSWatcher[] = [];
  let timer: NodeJS.Timeout | undefined;
  let socket = await open();

  async function open(): Promise<ControlSocket> {
    const prepared = prepareControlSocket(paths);
    try {
      servers.push(await serveControl({ socket: prepared.unready, ...options }));
      if (!isHidden) prepared.publish();
    } catch (error) {
      throw storeFault(error, `The control socket ${prepared.unready} cannot be opened`);
    }
    if (!isHidden) watchFolders(prepared);
    return prepared;
  }

  function watchFolders({ sign }: ControlSocket): void {
    watchers = [...new Set([paths.run, dirname(sign)])].flatMap((folder) => watched(folder, noticed));
  }

  function noticed(): void {
    timer ??= setTimeout(() => void look(), SETTLE_MS).unref();
  }

  async function look(): Promise<void> {
    timer = undefined;
    const now = inode(paths.lock);
    if (now !== lock && now !== 'unknown') {
      leave();
      options.onHomeGone();
    } else if (inode(socket.sign) === undefined) {
      leave();
      try {
        socket = await open();
        options.onNotice('The control socket was removed and is open again.');
      } catch (error) {
        options.onNotice(`The control socket was removed and cannot be opened again: ${String(error)}`);
      }
    }
  }

  function leave(): void {
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
  }

  return {
    get clients() {
      return servers.reduce((sum, server) => sum + server.clients, 0);
    },
    publish() {
      isHidden = false;
      socket.publish();
      watchFolders(socket);
    },
    leave,
    withdraw() {
      leave();
      socket.withdraw();
    },
    async close() {
      await Promise.all(servers.map((server) => server.close()));
    },
  };
}

function watched(folder: string, noticed: () => void): FSWatcher[] {
  try {
    return [watch(folder, { persistent: false }, noticed).on('error', noticed)];
  } catch {
    return [];
  }
}

/** Returns the inode of a file; undefined where there is none. */
function inode(path: string): number | 'unknown' | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false })?.ino;
  } catch {
    return 'unknown';
  }
}
