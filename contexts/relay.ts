import { command } from '../src/language/schema.ts';
import type { RelayStatus } from '../src/service/contract/status.ts';
import { helpEntries } from './common.ts';
import type { Host, NetshContext } from './host.ts';
import { ageText, clockTime } from './layout.ts';
import { metricsText, setMetrics, showMetrics } from './metrics.ts';

/** How long a stop lets connections finish, in ms. */
const DRAIN_MS = 10_000;

/** The limits that end connections; docs/relay.md has them with their reasons. */
const LIMITS = [
  'The relay ends a connection by itself only when a target does not',
  'answer for 10 seconds, when an end is gone (60 seconds of silence,',
  'then 10 probes), when nothing moves for 24 hours after one side has',
  'finished, and when a client takes nothing for 60 seconds of what a',
  'backend sent before it reset. Idle connections stay.',
];

/** `relay`: the service that listens and forwards. Ours; Windows has the IP Helper service instead. */
export const relay: NetshContext = {
  kind: 'context',
  name: 'relay',
  brief: 'The relay that listens and forwards: start, stop, show.',
  extension: true,
  entries: [
    command({
      name: 'connect',
      text: 'Answers a netsh on another machine.',
      remarks: [
        'Serves a netsh on another machine over standard input and output.',
        'That netsh runs this through ssh, for -r and set machine.',
      ],
      action: (_args, host: Host) => host.connect(),
    }),
    command({
      name: 'run',
      text: 'Runs the relay in the foreground.',
      remarks: [
        'Runs the relay in this process until it is interrupted: for service',
        'managers and containers.',
        '',
        ...LIMITS,
      ],
      action: (_args, host: Host) => host.serve(),
    }),
    { kind: 'group', name: 'set', text: 'Sets up metrics.', commands: [setMetrics] },
    {
      kind: 'group',
      name: 'show',
      text: 'Shows the relay.',
      commands: [
        showMetrics,
        command({
          name: 'status',
          text: 'Shows whether the relay runs and what its entries do.',
          remarks: [
            'Shows whether the relay runs, what each entry does, and why an',
            'entry does not listen.',
          ],
          action: async (_args, host: Host) => {
            const [status, entries] = await Promise.all([host.backend.status(), host.backend.entries()]);
            const silent = entries.filter((entry) => entry.reason !== undefined);
            return {
              kind: 'text',
              lines: [
                ...statusLines(status),
                ...silent.flatMap((entry) => [
                  `${entry.family} ${entry.listenAddress}:${entry.listenPort} ${entry.state}: ${entry.reason}`,
                ]),
                ...(silent.length > 0 ? [''] : []),
              ],
              json: jsonStatus(status),
              isProse: true,
            };
          },
        }),
      ],
    },
    command({
      name: 'start',
      text: 'Starts the relay in the background.',
      remarks: ['Starts the relay if it is not running; it goes on after you leave.'],
      action: async (_args, host: Host) => {
        const status = await host.backend.start();
        return {
          kind: 'text',
          lines: [`The relay is running (process ${status.pid}).`, ''],
          json: jsonStatus(status),
        };
      },
    }),
    command({
      name: 'stop',
      text: 'Stops the relay.',
      remarks: [
        'Stops listening, lets connections finish for up to 10 seconds, then ends',
        'them. The table stays; the next change starts the relay again.',
      ],
      action: async (_args, host: Host) => {
        const ending = host.remark && (await host.backend.status()).connections;
        if (ending) host.remark?.(waiting(ending, Date.now() + DRAIN_MS));
        const stopped = await host.backend.stop({ drainMs: DRAIN_MS });
        return {
          kind: 'text',
          lines: [stopped ? 'The relay has stopped.' : 'The relay was not running.', ''],
          json: { stopped },
        };
      },
    }),
    ...helpEntries,
  ],
};

function waiting(connections: number, until: number): string {
  const all = connections === 1 ? '1 connection' : `${connections} connections`;
  return `Waiting for ${all} to finish, until ${clockTime(until)} at most. Ctrl-C stops the waiting, not the relay's end.`;
}

/** Returns the status for `--json`, with the same fields whether the relay runs or not (spec section 9). */
function jsonStatus(status: RelayStatus): object {
  const { pid = null, version = null, uptimeMs = null, transport = null } = status;
  return { ...status, pid, version, uptimeMs, transport };
}

const TRANSPORT_WORDS = {
  native: 'native',
  lent: "Node's, with lent buffers",
  plain: "Node's, as plain streams",
} as const;

function statusLines(status: RelayStatus): string[] {
  const counts = Object.entries(status.entries)
    .filter(([, count]) => count > 0)
    .map(([state, count]) => `${count} ${state}`);
  const rows: [string, string][] = [
    ['State', status.running ? 'running' : 'stopped'],
    ...(status.pid === undefined ? [] : [['Process', String(status.pid)] satisfies [string, string]]),
    ...(status.version === undefined ? [] : [['Version', status.version] satisfies [string, string]]),
    ...(status.uptimeMs === undefined
      ? []
      : [['Uptime', ageText(status.uptimeMs)] satisfies [string, string]]),
    ['Home', status.home],
    ['Entries', counts.length > 0 ? counts.join(', ') : 'none'],
    ['Connections', String(status.connections)],
    ...(status.transport === undefined
      ? []
      : [['Sockets', TRANSPORT_WORDS[status.transport]] satisfies [string, string]]),
    ...(status.running ? [['Metrics', metricsText(status.metrics)] satisfies [string, string]] : []),
  ];
  return ['', ...rows.map(([name, value]) => `${name.padEnd(12)}: ${value}`), ''];
}
