import { expect, test } from 'vitest';
import type { ListedEntry } from '../../../src/service/contract/status.ts';
import { SeriesLimiter } from '../../../src/service/metrics/series-limiter.ts';
import { metricsText } from '../../../src/service/metrics/text.ts';

const STATUS = {
  running: true,
  version: '1.2.3',
  home: '/home',
  uptimeMs: 5_000,
  entries: { listening: 1, held: 0, failed: 1, disabled: 0, stopped: 0 },
  connections: 2,
};

const ENTRIES: readonly ListedEntry[] = [
  {
    family: 'v4tov4',
    listenAddress: '*',
    listenPort: '8080',
    connectAddress: '10.0.0.5',
    connectPort: '80',
    protocol: 'tcp',
    state: 'listening',
    counters: {
      connections: 2,
      connectionsTotal: 9,
      bytesUp: 100,
      bytesDown: 2_000,
      errors: 1,
      refused: 3,
      denied: 4,
      ends: { 'client data closed': 5, 'backend connect ECONNREFUSED': 1, 'backend data EPROTO': 1 },
    },
  },
  {
    family: 'v6tov4',
    listenAddress: '2001:db8::1',
    listenPort: 'http',
    connectAddress: '10.0.0.6',
    connectPort: '80',
    protocol: 'tcp',
    state: 'failed',
  },
];

/** The samples of a text, without comments. */
async function samples(most: number): Promise<string[]> {
  const text = await metricsText({
    ...new SeriesLimiter(most).take(ENTRIES),
    status: STATUS,
    startedAt: 995_000,
  });
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
}

test('the relay and its entries, a series for each thing that is counted', async () => {
  const lines = await samples(500);
  const own = lines.filter((line) => !/resident_memory|cpu_seconds/.test(line));
  expect(own).toEqual([
    'netsh_relay_info{version="1.2.3"} 1',
    'netsh_relay_start_time_seconds 995',
    'netsh_relay_connections 2',
    'netsh_relay_entries{state="listening"} 1',
    'netsh_relay_entries{state="held"} 0',
    'netsh_relay_entries{state="failed"} 1',
    'netsh_relay_entries{state="disabled"} 0',
    'netsh_relay_entries{state="stopped"} 0',
    'netsh_relay_entries_without_series 0',
    'netsh_entry_listening{family="v4tov4",listen="*:8080"} 1',
    'netsh_entry_listening{family="v6tov4",listen="[2001:db8::1]:http"} 0',
    'netsh_entry_connections{family="v4tov4",listen="*:8080"} 2',
    'netsh_entry_connections{family="v6tov4",listen="[2001:db8::1]:http"} 0',
    'netsh_entry_connections_total{family="v4tov4",listen="*:8080"} 9',
    'netsh_entry_bytes_total{family="v4tov4",listen="*:8080",direction="up"} 100',
    'netsh_entry_bytes_total{family="v4tov4",listen="*:8080",direction="down"} 2000',
    'netsh_entry_errors_total{family="v4tov4",listen="*:8080"} 1',
    'netsh_entry_refused_total{family="v4tov4",listen="*:8080"} 3',
    'netsh_entry_denied_total{family="v4tov4",listen="*:8080"} 4',
    'netsh_entry_connections_ended_total{family="v4tov4",listen="*:8080",by="client",phase="data",how="closed"} 5',
    'netsh_entry_connections_ended_total{family="v4tov4",listen="*:8080",by="backend",phase="connect",how="ECONNREFUSED"} 1',
    'netsh_entry_connections_ended_total{family="v4tov4",listen="*:8080",by="backend",phase="data",how="other"} 1',
  ]);
  expect(
    lines.filter((line) => /^netsh_relay_(resident_memory_bytes|cpu_seconds_total) \d/.test(line)),
  ).toHaveLength(2);
});

test('entries beyond the bound are one series together', async () => {
  const lines = await samples(0);
  expect(lines).toContain('netsh_relay_entries_without_series 2');
  expect(lines.filter((line) => line.startsWith('netsh_entry_') && !line.includes('listen="other"'))).toEqual(
    [],
  );
  expect(lines).toContain('netsh_entry_bytes_total{family="other",listen="other",direction="down"} 2000');
});
