import type { ApiErrorCode } from '../../errors/api-errors.ts';

/**
 * Version of the control API: JSON over HTTP/1.1 on the control socket, described in docs/control-api.md. A change that an
 * older program would misunderstand raises it, and with it every path.
 */
export const API_VERSION = 1;

/** Header of every answer of the service with the version of its API. */
export const API_HEADER = 'netsh-api';

/** Header of every answer of the service with the version of its program. */
export const PROGRAM_HEADER = 'netsh-version';

/** Header of every answer of the service with the number of its process. */
export const PROCESS_HEADER = 'netsh-process';

/** Most changes in one request. */
export const MAX_CHANGES = 1000;

/** Most changes in one transaction. */
export const MAX_TRANSACTION = 20_000;

/** Longest body of a transaction, in bytes. */
export const MAX_TRANSACTION_BODY = 32 * 1024 * 1024;

/** Longest body of any other request, in bytes. */
export const MAX_BODY = 4 * 1024 * 1024;

/** Shortest and longest time between two messages of the feed that a client may ask for, in ms. */
export const FEED_INTERVAL_MS = { least: 100, most: 60_000 } as const;

/** Longest time to drain that a client may ask for, in ms. */
export const MAX_DRAIN_MS = 24 * 60 * 60 * 1000;

/** The body of every answer to a failed request. */
export interface ApiError {
  readonly error: { readonly code: ApiErrorCode; readonly message: string };
}
