import type { Protocol } from '../portproxy/key.ts';

/** Keeps sockets that listen or take datagrams beyond the life of this process, and has those that an earlier one kept. */
export interface ListenerStore {
  /** Takes a socket that an earlier process has left for an address; undefined where there is none. */
  take(protocol: Protocol, host: string, port: number): number | undefined;
  /** Closes those of a port that nobody took, because they are in the way; returns whether there were any. */
  makeRoom(protocol: Protocol, port: number): boolean;
  /** Has a copy of a socket kept. */
  keep(protocol: Protocol, fd: number): void;
  /** Called when sockets are this process's that another one had lent: copies are kept from now on. */
  owned(): void;
  /** Called before a socket is closed. */
  closing(protocol: Protocol, fd: number): void;
}
