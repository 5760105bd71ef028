import { isRecord } from '../../portproxy/entry-json.ts';
import { METRICS_DEFAULT, type MetricsWish, isMetricsSetting } from './metrics-setting.ts';

/** Reads what a request asks of the metrics' port; undefined for anything else. */
export function parseWish(value: unknown): MetricsWish | undefined {
  if (!isRecord(value)) return undefined;
  const { state, address, port } = value;
  if (state === 'disabled') return { state };
  if (state !== 'enabled') return undefined;
  const asked = { address: address ?? METRICS_DEFAULT.address, port: port ?? METRICS_DEFAULT.port };
  if (!isMetricsSetting(asked)) return undefined;
  return {
    state,
    ...(typeof address === 'string' && { address }),
    ...(typeof port === 'number' && { port }),
  };
}
