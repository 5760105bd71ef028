import { command, optional } from '../src/language/schema.ts';
import { parseKey } from '../src/portproxy/key.ts';
import { type PortSpan, overlap, parsePort, portSpan } from '../src/portproxy/port.ts';
import { meetsFilter } from '../src/relay/connection-filter.ts';
import type { ConnectionInfo } from '../src/relay/relay.ts';
import { systemServices } from '../src/system/services.ts';
import { gather, ofGroup, onMachine, silentJson, silentLines } from './across.ts';
import { ageOf, connectionLines } from './connection-lines.ts';
import type { Host, NetshCommand } from './host.ts';
import { anyPort, client } from './values/connection.ts';
import { onlyOnMachine } from './values/fleet-machine.ts';
import { onlyOfGroup } from './values/group.ts';
import { watchConnections } from './watch/connections.ts';
import { GroupEntries } from './watch/group-entries.ts';

/** `show connections`: the live connections, with entry, client, target, age and bytes. */
export const showConnections: NetshCommand = command({
  name: 'connections',
  text: 'Shows the live connections of the relay.',
  extension: true,
  tags: {
    listenport: optional(anyPort, 'Only those of entries that listen on this port.', { fallback: 'all' }),
    client: optional(client, 'Only those of this client.', { fallback: 'all' }),
    group: onlyOfGroup,
    machine: onlyOnMachine,
  },
  remarks: [
    'Shows each live connection: its entry (only the port where there is',
    'little room), client and target, its age, and the bytes to the target',
    '(Up) and back (Down). With --watch, then each that comes, carries more',
    'or ends, with how it ended, how long it lasted and its bytes, short',
    'ones too, until it is interrupted. On the fleet: those of all machines.',
  ],
  examples: ['show connections listenport=8080', 'show connections group=web'],
  watch(args, host: Host, signal) {
    const isOnMachine = onMachine(args.machine);
    const isOfPort = wantedConnections(args);
    const isWanted = (one: ConnectionInfo): boolean => isOnMachine(one) && isOfPort(one);
    if (args.group === undefined) return watchConnections(host, isWanted, signal);
    const entries = new GroupEntries(args.group);
    return watchConnections(
      entries.followedBy(host),
      (one) => entries.has(one.entry) && isWanted(one),
      signal,
    );
  },
  action: async (args, host: Host) => {
    const isOfGroup = await ofGroup(host, args.group);
    const isWanted = wantedConnections(args);
    const gathered = await gather(host, { question: 'connections', machine: args.machine });
    if (gathered.kind === 'failed') return gathered;
    const connections = gathered.answers
      .flatMap((one) => one.connections ?? [])
      .filter((one) => isOfGroup(one) && isWanted(one));
    return {
      kind: 'text',
      lines: [
        '',
        ...(connections.length === 0 ? [] : [...connectionLines(connections, host.columns), '']),
        ...silentLines(gathered.silent),
      ],
      ...(connections.length === 0 && {
        remark: [isFiltered(args) ? 'No such connections.' : 'No connections.'],
      }),
      json: {
        connections: connections.map((one) => Object.assign({}, one, { ageMs: ageOf(one) })),
        ...silentJson(host, gathered.silent),
      },
    };
  },
});

function isFiltered(args: Readonly<Record<string, unknown>>): boolean {
  return Object.values(args).some((value) => value !== undefined);
}

/** Returns a test of connections: whether they are of an entry on this port, and of this client. */
export function wantedConnections(args: {
  readonly listenport?: string | undefined;
  readonly client?: string | undefined;
}): (one: ConnectionInfo) => boolean {
  const ofPort = args.listenport === undefined ? undefined : listensOn(args.listenport);
  return (one) => meetsFilter(one, { client: args.client }) && (ofPort === undefined || ofPort(one.entry));
}

/** Returns a test of an entry's key: whether the entry listens on this port, or on one of this range. */
function listensOn(port: string): (key: string) => boolean {
  const services = systemServices();
  const spanOf = (text: string): PortSpan | undefined => {
    const parsed = parsePort(text, services);
    return parsed.ok ? portSpan(parsed.value) : undefined;
  };
  const wanted = spanOf(port);
  const known = new Map<string, boolean>();
  return (key) => {
    let listens = known.get(key);
    if (listens === undefined) {
      const span = spanOf(parseKey(key)?.listenPort ?? '');
      listens = wanted !== undefined && span !== undefined && overlap(wanted, span) !== undefined;
      known.set(key, listens);
    }
    return listens;
  };
}
