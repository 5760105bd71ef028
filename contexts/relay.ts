import { command } from '../src/language/schema.ts';
import { isSystemHome } from '../src/store/system-home.ts';
import { entryLabel } from '../src/portproxy/key.ts';
import type { AtBoot } from '../src/service/install/at-boot.ts';
import type { ListedEntry, OutlivingStatus, RelayStatus } from '../src/service/contract/status.ts';
import { helpEntries } from './common.ts';
import type { Host, NetshContext } from './host.ts';
import { install, uninstall } from './install.ts';
import { ageText } from './layout.ts';
import { logText, setLog, showLog } from './log.ts';
import { metricsText, setMetrics, showMetrics } from './metrics.ts';
import { stop } from './stop.ts';

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
    {
      kind: 'group',
      name: 'set',
      text: 'Sets up the log of connections and metrics.',
      commands: [setLog, setMetrics],
    },
    {
      kind: 'group',
      name: 'show',
      text: 'Shows the relay.',
      commands: [
        showLog,
        showMetrics,
        command({
          name: 'status',
          text: 'Shows whether the relay runs and what its entries do.',
          remarks: [
            'Shows whether the relay runs, what each entry does, and why an',
            'entry does not listen.',
          ],
          action: async (_args, host: Host) => {
            const status = await host.backend.status();
            const entries = await entriesOf(status, host);
            const boot = host.elsewhere === undefined ? await bootOf(status) : undefined;
            const silent = entries.filter((entry) => entry.reason !== undefined);
            return {
              kind: 'text',
              lines: [
                ...statusLines(status, boot),
                ...silent.flatMap((entry) => [`${entryLabel(entry)} ${entry.state}: ${entry.reason}`]),
                ...(silent.length > 0 ? [''] : []),
              ],
              json: { ...jsonStatus(status), ...(boot !== undefined && { boot: boot ?? null }) },
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
      name: 'restart',
      text: 'Replaces the relay by a new process.',
      remarks: [
        'Starts the relay of this netsh, which takes over everything that the one',
        'that runs holds: listeners, established connections and counters. No',
        'connection ends; they stand still for some milliseconds. With sockets',
        'that cannot be handed over (macOS, Windows) the earlier process lives',
        'on until its connections have ended, and show status names it. Where',
        'that is not possible either, the one that runs goes on, and the reason',
        'is told. For after an upgrade of netsh.',
      ],
      action: async (_args, host: Host) => (host.isDryRun ? { kind: 'done' } : await host.restart()),
    }),
    stop,
    install,
    uninstall,
    ...helpEntries,
  ],
};

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

/** Resolves to the entries; none while the relay of the system does not run, whose files are its own. */
async function entriesOf({ running, home }: RelayStatus, { backend }: Host): Promise<readonly ListedEntry[]> {
  return running || !isSystemHome(home) ? await backend.entries() : [];
}

/** Resolves to how the relay of a home directory starts by itself on this machine; null where it does not. */
async function bootOf({ home }: RelayStatus): Promise<AtBoot | null> {
  const { atBoot } = await import('../src/service/install/at-boot.ts');
  return atBoot(home) ?? null;
}

const BOOT_WORDS = { boot: 'starts at boot', login: 'starts when you log in', never: 'disabled' } as const;

function bootText(boot: AtBoot | null): string {
  return boot === null ? 'does not start (relay install)' : `${BOOT_WORDS[boot.when]} (${boot.by})`;
}

/** Says which connections live on in an earlier process. */
function outlivingText({ pid, version, since, connections }: OutlivingStatus): string {
  const what = connections === 1 ? '1 connection lives on' : `${connections} connections live on`;
  return `${what} in process ${pid} of version ${version}, for ${ageText(Math.max(0, Date.now() - since))} now`;
}

function statusLines(status: RelayStatus, boot: AtBoot | null | undefined): string[] {
  const isKnown = status.running || !isSystemHome(status.home);
  const counts = Object.entries(status.entries)
    .filter(([, count]) => count > 0)
    .map(([state, count]) => `${count} ${state}`);
  const rows: [string, string][] = [
    ['State', status.running ? 'running' : 'stopped'],
    ...(status.pid === undefined ? [] : [['Process', String(status.pid)] satisfies [string, string]]),
    ...(status.version === undefined ? [] : [['Version', status.version] satisfies [string, string]]),
    ...(status.replaced
      ? [
          ['Upgrade', 'netsh was replaced since; "relay restart" takes the new one'] satisfies [
            string,
            string,
          ],
        ]
      : []),
    ...(status.uptimeMs === undefined
      ? []
      : [['Uptime', ageText(status.uptimeMs)] satisfies [string, string]]),
    ['Home', status.home],
    ...(boot === undefined ? [] : [['At boot', bootText(boot)] satisfies [string, string]]),
    ['Entries', counts.length > 0 ? counts.join(', ') : isKnown ? 'none' : 'not known while it is stopped'],
    ['Connections', String(status.connections)],
    ...(status.outliving ?? []).map((process): [string, string] => ['Earlier', outlivingText(process)]),
    ...(status.transport === undefined
      ? []
      : [['Sockets', TRANSPORT_WORDS[status.transport]] satisfies [string, string]]),
    ...(status.running
      ? [
          ['Log', logText(status.log)] satisfies [string, string],
          ['Metrics', metricsText(status.metrics)] satisfies [string, string],
        ]
      : []),
  ];
  return ['', ...rows.map(([name, value]) => `${name.padEnd(12)}: ${value}`), ''];
}
