import { EventEmitter } from 'node:events';
import type { NatsConnection } from '@nats-io/transport-node';
import { isRecord } from '../portproxy/is-record.ts';

/**
 * Keeps the last error of a connection's socket from ending the process. The client library takes all listeners from a socket
 * that it gives up, and then still writes to it where the server has gone: Node throws an error that nobody listens to
 * (`write after end`). To be called for each new socket, after a connection and after a reconnection.
 */
export function quietSocket(connection: NatsConnection): void {
  const socket = socketOf(connection);
  if (!socket || !(socket instanceof EventEmitter)) return;
  socket.removeAllListeners = (event?: string | symbol) => {
    if (event === undefined) EventEmitter.prototype.removeAllListeners.call(socket);
    else EventEmitter.prototype.removeAllListeners.call(socket, event);
    return socket.on('error', ignore);
  };
  socket.on('error', ignore);
}

function ignore(): void {}

/** The socket inside the library; undefined where a later version keeps it elsewhere. */
function socketOf(connection: NatsConnection): unknown {
  return ['protocol', 'transport', 'socket'].reduce<unknown>(
    (at, name) => (isRecord(at) ? at[name] : undefined),
    connection,
  );
}
