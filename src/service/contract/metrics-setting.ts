import type { RefusalCode } from '../../portproxy/changes/results.ts';
import { isLoopback } from '../../portproxy/host-address.ts';

/** Where metrics are served over TCP, as it is kept on disk. */
export interface MetricsSetting {
  readonly address: string;
  readonly port: number;
}

/** A request to serve metrics over TCP, or no longer; what it leaves out stays as it was, at first `METRICS_DEFAULT`. */
export type MetricsRequest =
  | { readonly state: 'disabled' }
  | {
      readonly state: 'enabled';
      readonly address?: string | undefined;
      readonly port?: number | undefined;
    };

/** The state of the metrics' port; `reason` says in a sentence why it does not listen. */
export interface MetricsStatus extends MetricsSetting {
  readonly state: 'listening' | 'failed';
  readonly reason?: string | undefined;
}

/** The result of a request: the state of the port (absent where there is none), or why nothing was changed. */
export type MetricsResult =
  | { readonly kind: 'done'; readonly metrics?: MetricsStatus | undefined }
  | { readonly kind: 'refused'; readonly code: RefusalCode; readonly detail: string };

/** Where metrics are served by default; the port is that of OpenTelemetry's exporters. */
export const METRICS_DEFAULT: MetricsSetting = { address: '127.0.0.1', port: 9464 };

/** Whether metrics may be served there: on loopback addresses alone, since whoever can connect can read them. */
export function isMetricsSetting(value: unknown): value is MetricsSetting {
  if (typeof value !== 'object' || value === null || !('address' in value) || !('port' in value))
    return false;
  const { address, port } = value;
  return (
    typeof address === 'string' &&
    isLoopback(address) &&
    typeof port === 'number' &&
    Number.isInteger(port) &&
    port >= 1 &&
    port <= 65_535
  );
}
