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
      ends: {
        'client data closed': 5,
        'backend connect ECONNREFUSED': 1,
        'backend data EPROTO': 1,
        'netsh header bound': 2,
      },
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

const DATAGRAMS: ListedEntry = {
  family: 'v4tov4',
  listenAddress: '*',
  listenPort: '53',
  connectAddress: '10.0.0.5',
  connectPort: '53',
  protocol: 'udp',
  state: 'listening',
  counters: {
    connections: 1,
    connectionsTotal: 1,
    bytesUp: 100,
    bytesDown: 200,
    errors: 0,
    refused: 0,
    denied: 0,
    datagramsUp: 7,
    datagramsDown: 6,
    dropped: 3,
    drops: { rate: 2, 'buffer full': 1 },
    ends: {},
  },
};

test.each([500, 0])(
  'datagrams of entries of UDP, of those too that are counted together (%i)',
  async (most) => {
    const series = new SeriesLimiter(most).take([DATAGRAMS]);
    const text = await metricsText({ ...series, status: STATUS, startedAt: 0 });
    const labels = most === 0 ? 'family="other",listen="other"' : 'family="v4tov4",listen="*:53 udp"';
    expect(text.split('\n').filter((line) => line.startsWith('netsh_entry_datagrams'))).toEqual([
      `netsh_entry_datagrams_total{${labels},direction="up"} 7`,
      `netsh_entry_datagrams_total{${labels},direction="down"} 6`,
      `netsh_entry_datagrams_dropped_total{${labels},reason="rate"} 2`,
      `netsh_entry_datagrams_dropped_total{${labels},reason="buffer full"} 1`,
    ]);
  },
);

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
    'netsh_entry_connections_ended_total{family="v4tov4",listen="*:8080",by="netsh",phase="header",how="bound"} 2',
  ]);
  expect(
    lines.filter((line) => /^netsh_relay_(resident_memory_bytes|cpu_seconds_total) \d/.test(line)),
  ).toHaveLength(2);
});

test('several targets, and checked ones: which are up, and what they have', async () => {
  const [first] = ENTRIES;
  const targets = [
    { target: '10.0.0.5:80', state: 'down', reason: 'nothing listens there', connections: 0 },
    { target: '10.0.0.6:80', state: 'up', since: 1, connections: 2 },
    { target: '10.0.0.7:80', state: 'untried', connections: 0 },
  ] as const;
  const entry = { ...first!, counters: { ...first!.counters!, targets } };
  const source = { ...new SeriesLimiter(500).take([entry]), status: STATUS, startedAt: 0 };
  const lines = (await metricsText(source)).split('\n').filter((line) => line.startsWith('netsh_target_'));
  const labels = 'family="v4tov4",listen="*:8080",target=';
  expect(lines).toEqual([
    `netsh_target_up{${labels}"10.0.0.5:80"} 0`,
    `netsh_target_up{${labels}"10.0.0.6:80"} 1`,
    `netsh_target_connections{${labels}"10.0.0.5:80"} 0`,
    `netsh_target_connections{${labels}"10.0.0.6:80"} 2`,
    `netsh_target_connections{${labels}"10.0.0.7:80"} 0`,
  ]);
});

test('entries beyond the bound are one series together', async () => {
  const lines = await samples(0);
  expect(lines).toContain('netsh_relay_entries_without_series 2');
  expect(lines.filter((line) => line.startsWith('netsh_entry_') && !line.includes('listen="other"'))).toEqual(
    [],
  );
  expect(lines).toContain('netsh_entry_bytes_total{family="other",listen="other",direction="down"} 2000');
});

test('the log of connections, where there is one', async () => {
  const setting = { file: '/x.log', format: 'text', entries: 'all', maxSize: 0, keep: 5 } as const;
  const log = { ...setting, state: 'failed', reason: 'The disk is full.', lines: 12, lost: 3 } as const;
  const text = await metricsText({
    ...new SeriesLimiter(1).take([]),
    status: { ...STATUS, log },
    startedAt: 995_000,
  });
  expect(text.split('\n').filter((line) => line.startsWith('netsh_relay_log'))).toEqual([
    'netsh_relay_log_writing 0',
    'netsh_relay_log_lines_total 12',
    'netsh_relay_log_lost_total 3',
  ]);
});
