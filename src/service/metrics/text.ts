import { Counter, Gauge, Registry } from 'prom-client';
import { listenLabel } from '../../portproxy/key.ts';
import type { RelayStatus } from '../contract/status.ts';
import { endCounts } from './end-labels.ts';
import type { LimitedSeries } from './series-limiter.ts';

/** The facts that metrics are made from. */
export interface MetricsSource extends LimitedSeries {
  readonly status: RelayStatus;
  /** When the service started, ms since the epoch. */
  readonly startedAt: number;
}

/** Media type of the text. */
export const METRICS_TYPE = Registry.PROMETHEUS_CONTENT_TYPE;

/** The labels of the entries that are counted together. */
const OTHERS = { family: 'other', listen: 'other' } as const;
const ENTRY = ['family', 'listen'] as const;
const TARGET = [...ENTRY, 'target'] as const;
/** So many targets have series of their own, those of the first entries. */
const MOST_TARGETS = 1_000;

/** Returns all metrics in the text format of Prometheus, version 0.0.4. */
export async function metricsText(source: MetricsSource): Promise<string> {
  const registry = new Registry();
  addRelay(registry, source);
  addLog(registry, source.status.log);
  addEntries(registry, source);
  return await registry.metrics();
}

function addRelay(registry: Registry, { status, startedAt, others }: MetricsSource): void {
  const gauge = (name: string, help: string): Gauge => new Gauge({ name, help, registers: [registry] });
  new Gauge({
    name: 'netsh_relay_info',
    help: 'Version of the relay service; always 1.',
    labelNames: ['version'],
    registers: [registry],
  }).set({ version: status.version ?? '' }, 1);
  gauge('netsh_relay_start_time_seconds', 'When the relay service started, seconds since 1970.').set(
    startedAt / 1000,
  );
  gauge('netsh_relay_connections', 'Live connections of all entries.').set(status.connections);
  const { rss } = process.memoryUsage();
  gauge('netsh_relay_resident_memory_bytes', 'Resident memory of the relay service.').set(rss);
  const { user, system } = process.cpuUsage();
  new Counter({
    name: 'netsh_relay_cpu_seconds_total',
    help: 'Processor time of the relay service.',
    registers: [registry],
  }).inc((user + system) / 1e6);
  const entries = new Gauge({
    name: 'netsh_relay_entries',
    help: 'Entries of the table by state.',
    labelNames: ['state'],
    registers: [registry],
  });
  for (const [state, count] of Object.entries(status.entries)) entries.set({ state }, count);
  gauge('netsh_relay_entries_without_series', 'Entries that are counted together as listen="other".').set(
    others.count,
  );
}

function addLog(registry: Registry, log: RelayStatus['log']): void {
  if (!log) return;
  const registers = [registry];
  new Gauge({
    name: 'netsh_relay_log_writing',
    help: '1 where lines of the log of connections are written, 0 where they wait or are lost.',
    registers,
  }).set(log.state === 'writing' ? 1 : 0);
  new Counter({
    name: 'netsh_relay_log_lines_total',
    help: 'Lines written to the log of connections.',
    registers,
  }).inc(log.lines);
  new Counter({
    name: 'netsh_relay_log_lost_total',
    help: 'Lines of the log of connections that found no room.',
    registers,
  }).inc(log.lost);
}

function addEntries(registry: Registry, { own, others }: MetricsSource): void {
  const gauge = (name: string, help: string): Gauge<(typeof ENTRY)[number]> =>
    new Gauge({ name, help, labelNames: ENTRY, registers: [registry] });
  const counter = <Label extends string = never>(
    name: string,
    help: string,
    more: readonly Label[] = [],
  ): Counter<(typeof ENTRY)[number] | Label> =>
    new Counter({ name, help, labelNames: [...ENTRY, ...more], registers: [registry] });

  const listening = gauge('netsh_entry_listening', '1 where the entry listens, 0 where it does not.');
  const connections = gauge('netsh_entry_connections', 'Live connections of the entry.');
  const waiting = gauge(
    'netsh_entry_waiting_clients',
    'Clients that were accepted and wait until an entry with maxconnections has room.',
  );
  const queue = gauge(
    'netsh_entry_queue_waiting',
    "1 where clients wait in the system's queue until an entry with maxconnections has room, 0 where none does.",
  );
  const total = counter('netsh_entry_connections_total', 'Connections that the entry has accepted.');
  const bytes = counter('netsh_entry_bytes_total', 'Bytes carried: up to the target, down to the client.', [
    'direction',
  ]);
  const errors = counter('netsh_entry_errors_total', 'Connections that did not reach the target.');
  const refused = counter('netsh_entry_refused_total', 'Connections that the relay refused to take.');
  const denied = counter(
    'netsh_entry_denied_total',
    'Connections that rules of advfirewall denied, to the entry or to its target, or bounds on each client.',
  );
  const ends = counter(
    'netsh_entry_connections_ended_total',
    'Connections that ended: by whom, in which phase, and how.',
    ['by', 'phase', 'how'],
  );

  const datagrams = counter(
    'netsh_entry_datagrams_total',
    'Datagrams sent on, of entries of UDP: up to the target, down to the client.',
    ['direction'],
  );
  const dropped = counter('netsh_entry_datagrams_dropped_total', 'Datagrams that were not sent on.', [
    'reason',
  ]);
  const target = (name: string, help: string): Gauge<(typeof TARGET)[number]> =>
    new Gauge({ name, help, labelNames: TARGET, registers: [registry] });
  const up = target(
    'netsh_target_up',
    'Of several or checked targets: 1 up, 0 down; none before it was tried.',
  );
  const held = target('netsh_target_connections', 'Live connections of several or checked targets.');

  let targets = 0;

  type Sums = Pick<
    typeof others.totals,
    'connectionsTotal' | 'bytesUp' | 'bytesDown' | 'errors' | 'refused' | 'denied'
  > &
    Partial<Pick<typeof others.totals, 'datagramsUp' | 'datagramsDown'>>;
  const add = (
    labels: { readonly family: string; readonly listen: string },
    sums: Sums,
    ended: Iterable<readonly [string, number]>,
    drops: Iterable<readonly [string, number]>,
  ): void => {
    total.inc(labels, sums.connectionsTotal);
    bytes.inc({ ...labels, direction: 'up' }, sums.bytesUp);
    bytes.inc({ ...labels, direction: 'down' }, sums.bytesDown);
    errors.inc(labels, sums.errors);
    refused.inc(labels, sums.refused);
    denied.inc(labels, sums.denied);
    const { datagramsUp = 0, datagramsDown = 0 } = sums;
    if (datagramsUp > 0 || datagramsDown > 0) {
      datagrams.inc({ ...labels, direction: 'up' }, datagramsUp);
      datagrams.inc({ ...labels, direction: 'down' }, datagramsDown);
    }
    for (const [reason, count] of drops) dropped.inc({ ...labels, reason }, count);
    for (const { count, ...reason } of endCounts(ended)) ends.inc({ ...labels, ...reason }, count);
  };

  for (const entry of own) {
    const { family, counters, state } = entry;
    const labels = { family, listen: listenLabel(entry).toLowerCase() };
    listening.set(labels, state === 'listening' ? 1 : 0);
    connections.set(labels, counters?.connections ?? 0);
    if (entry.maxConnections !== undefined) {
      waiting.set(labels, counters?.waiting?.accepted ?? 0);
      queue.set(labels, counters?.waiting?.inQueue ? 1 : 0);
    }
    for (const status of counters?.targets ?? []) {
      targets += 1;
      if (targets > MOST_TARGETS) break;
      const labelled = { ...labels, target: status.target };
      if (status.state !== 'untried') up.set(labelled, status.state === 'up' ? 1 : 0);
      held.set(labelled, status.connections);
    }
    if (counters) add(labels, counters, Object.entries(counters.ends), Object.entries(counters.drops ?? {}));
  }
  if (others.count === 0 && others.totals.connectionsTotal === 0) return;
  connections.set(OTHERS, others.connections);
  add(OTHERS, others.totals, others.totals.ends, others.totals.drops);
}
