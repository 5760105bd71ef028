import { isLoopback } from '../../portproxy/host-address.ts';

/** Where metrics are served over TCP; kept on disk while they are. */
export interface MetricsSetting {
  readonly address: string;
  readonly port: number;
}

/** What is asked for: off, or on, with what is left out as it was (at first the defaults). */
export type MetricsWish =
  | { readonly state: 'disabled' }
  | {
      readonly state: 'enabled';
      readonly address?: string | undefined;
      readonly port?: number | undefined;
    };

/** What serving metrics does at this moment; `reason` says in a sentence why it does not listen. */
export interface MetricsStatus extends MetricsSetting {
  readonly state: 'listening' | 'failed';
  readonly reason?: string | undefined;
}

/** What became of a wish: what serving metrics does then (absent where it is off), or why nothing was changed. */
export type MetricsResult =
  | { readonly kind: 'done'; readonly metrics?: MetricsStatus | undefined }
  | { readonly kind: 'refused'; readonly code: 'elevation' | 'storage'; readonly detail: string };

/** Where metrics are served unless told; the port is the one on which exporters of OpenTelemetry listen. */
export const METRICS_DEFAULT: MetricsSetting = { address: '127.0.0.1', port: 9464 };

/** Whether a value is where metrics may be served: they are open to whoever can connect, so only this machine can. */
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
