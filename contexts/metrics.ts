import { failureOf } from '../src/language/failure.ts';
import type { Outcome } from '../src/language/outcome.ts';
import { command, optional } from '../src/language/schema.ts';
import {
  METRICS_DEFAULT,
  type MetricsResult,
  type MetricsStatus,
} from '../src/service/contract/metrics-setting.ts';
import type { Host, NetshCommand } from './host.ts';
import { loopbackAddress, portNumber } from './values/metrics.ts';
import { oneOf } from './values/word.ts';

/** `relay set metrics`: serves the metrics of the relay to Prometheus, or stops that. */
export const setMetrics: NetshCommand = command({
  name: 'metrics',
  text: 'Serves metrics to Prometheus, or stops that.',
  tags: {
    listenport: optional(portNumber, 'Port on which to serve them.', {
      fallback: `unchanged, at first ${METRICS_DEFAULT.port}`,
    }),
    listenaddress: optional(loopbackAddress, 'Loopback address on which to serve them.', {
      fallback: `unchanged, at first ${METRICS_DEFAULT.address}`,
    }),
    state: optional(oneOf(['enabled', 'disabled']), 'enabled to serve them, disabled to stop.', {
      fallback: 'enabled',
    }),
  },
  remarks: [
    'Serves metrics in the text format of Prometheus at /metrics, to this',
    'machine alone, until they are disabled. relay show metrics shows where.',
  ],
  examples: [`set metrics listenport=${METRICS_DEFAULT.port}`, 'set metrics state=disabled'],
  action: async ({ listenport: port, listenaddress: address, state = 'enabled' }, host: Host) =>
    answer(await host.backend.setMetrics(state === 'enabled' ? { state, port, address } : { state })),
});

/** `relay show metrics`: where the metrics are served, if they are. */
export const showMetrics: NetshCommand = command({
  name: 'metrics',
  text: 'Shows where metrics are served.',
  remarks: ['Shows the address at which Prometheus can read the metrics, or off.'],
  action: async (_args, host: Host) => {
    const { running, metrics } = await host.backend.status();
    const text = running ? metricsText(metrics) : 'The relay is not running.';
    return { kind: 'text', lines: [text, ''], json: { running, metrics: metrics ?? null } };
  },
});

/** Says where metrics are served, or why they are not, for a row of `relay show status`. */
export function metricsText(status: MetricsStatus | undefined): string {
  if (!status) return 'off';
  return status.state === 'listening' ? metricsUrl(status) : `${metricsUrl(status)}: ${status.reason}`;
}

function metricsUrl({ address, port }: MetricsStatus): string {
  return `http://${address.includes(':') ? `[${address}]` : address}:${port}/metrics`;
}

function answer(result: MetricsResult): Outcome {
  if (result.kind === 'refused') return failureOf(result.code, result.detail);
  const { metrics } = result;
  if (metrics?.state === 'failed') {
    return {
      kind: 'noticed',
      notices: [`Metrics cannot be served at ${metricsUrl(metrics)}: ${metrics.reason}`],
    };
  }
  return { kind: 'done' };
}
