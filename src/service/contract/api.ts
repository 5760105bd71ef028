import type { ApiErrorCode } from '../../errors/api-errors.ts';

/**
 * The control API as both ends know it: JSON over HTTP/1.1 on the control socket, described in docs/control-api.md.
 * A change that an older end would misunderstand raises the version, and with it every path.
 */
export const API_VERSION = 1;

/** Header of every answer of the service: the version of the API that it speaks. */
export const API_HEADER = 'netsh-api';

/** Header of every answer of the service: the version of its program. */
export const PROGRAM_HEADER = 'netsh-version';

/** The paths of the API. */
export const PATHS = {
  status: `/v${API_VERSION}/status`,
  entries: `/v${API_VERSION}/entries`,
  changes: `/v${API_VERSION}/changes`,
  transaction: `/v${API_VERSION}/transaction`,
  connections: `/v${API_VERSION}/connections`,
  events: `/v${API_VERSION}/events`,
  kill: `/v${API_VERSION}/kill`,
  metrics: `/v${API_VERSION}/metrics`,
  setMetrics: `/v${API_VERSION}/metrics/set`,
  stop: `/v${API_VERSION}/stop`,
} as const;

/** Most changes in one request. */
export const MAX_CHANGES = 1000;

/** Most changes in one transaction. */
export const MAX_TRANSACTION = 20_000;

/** Longest body of a transaction, in bytes. */
export const MAX_TRANSACTION_BODY = 32 * 1024 * 1024;

/** Longest body of any other request, in bytes. */
export const MAX_BODY = 2 * 1024 * 1024;

/** Shortest and longest time between two messages of the feed that a client may ask for, in ms. */
export const FEED_INTERVAL_MS = { least: 100, most: 60_000 } as const;

/** Longest time that a client may ask a stop to drain, in ms. */
export const MAX_DRAIN_MS = 24 * 60 * 60 * 1000;

/** What every failed request answers. */
export interface ApiError {
  readonly error: { readonly code: ApiErrorCode; readonly message: string };
}
