/**
 * The transports, fastest first: the system's own sockets and pipes, Node's sockets that read into lent buffers, Node's
 * sockets as documented.
 */
export const TRANSPORTS = ['native', 'lent', 'plain'] as const;

/** The name of a transport. */
export type TransportName = (typeof TRANSPORTS)[number];
