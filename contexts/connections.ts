import { ERRORS, fill } from '../src/errors/errors.ts';
import { failure } from '../src/language/failure.ts';
import type { Outcome } from '../src/language/outcome.ts';
import { type Group, command, optional, required } from '../src/language/schema.ts';
import { EVERY_ADDRESS } from '../src/portproxy/address.ts';
import { entryKey, parseKey } from '../src/portproxy/key.ts';
import { FAMILIES } from '../src/portproxy/family.ts';
import { type PortSpan, overlap, parsePort, portSpan } from '../src/portproxy/port.ts';
import { meetsFilter } from '../src/relay/connection-filter.ts';
import type { ConnectionFilter, ConnectionInfo } from '../src/relay/relay.ts';
import { systemServices } from '../src/system/services.ts';
import { ageOf, connectionLines } from './connection-lines.ts';
import type { Host, NetshCommand } from './host.ts';
import { entryAddress } from './values/address.ts';
import { anyPort, client, connectionId } from './values/connection.ts';
import { oneOf } from './values/word.ts';
import { watchConnections } from './watch/connections.ts';

/** `show connections`: the live connections, with entry, client, target, age and bytes. */
export const showConnections: NetshCommand = command({
  name: 'connections',
  text: 'Shows the live connections of the relay.',
  extension: true,
  tags: {
    listenport: optional(anyPort, 'Only those of entries that listen on this port.', { fallback: 'all' }),
    client: optional(client, 'Only those of this client.', { fallback: 'all' }),
  },
  remarks: [
    'Shows each live connection: its entry (only the port where there is',
    'little room), client and target, its age, and the bytes to the target',
    '(Up) and back (Down). With --watch, then each that comes, carries more',
    'or ends, with how it ended, how long it lasted and its bytes, short',
    'ones too, until it is interrupted.',
  ],
  examples: ['show connections listenport=8080'],
  watch: (args, host: Host, signal) => watchConnections(host, wantedConnections(args), signal),
  action: async (args, host: Host) => {
    const connections = (await host.backend.connections()).filter(wantedConnections(args));
    return {
      kind: 'text',
      lines: connections.length === 0 ? [''] : ['', ...connectionLines(connections, host.columns), ''],
      ...(connections.length === 0 && {
        remark: [isFiltered(args) ? 'No such connections.' : 'No connections.'],
      }),
      json: { connections: connections.map((one) => Object.assign({}, one, { ageMs: ageOf(one) })) },
    };
  },
});

function isFiltered(args: { readonly listenport?: unknown; readonly client?: unknown }): boolean {
  return args.listenport !== undefined || args.client !== undefined;
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

/** `kill`: ends live connections. Deleting an entry never does. */
export const kill: Group<Host> = {
  kind: 'group',
  name: 'kill',
  text: 'Ends live connections.',
  extension: true,
  commands: [
    command({
      name: 'connection',
      text: 'Ends one connection.',
      tags: { id: required(connectionId, 'Id of the connection.') },
      remarks: ['Ends the connection by a reset at both ends.'],
      examples: ['kill connection id=17'],
      action: async ({ id }, host: Host) =>
        (await host.backend.kill({ id })) === 0
          ? failure('absent', fill(ERRORS.absent.says.connection, { id }))
          : ended(1),
    }),
    command({
      name: 'client',
      text: 'Ends the connections of a client.',
      tags: { address: required(client, 'Address of the client.') },
      remarks: ['Ends every connection of the client by a reset at both ends.'],
      examples: ['kill client address=192.0.2.7'],
      action: ({ address }, host: Host) => killAll(host, { client: address.replace(/^\[([^\]]*)\]$/, '$1') }),
    }),
    command({
      name: 'entry',
      text: 'Ends the connections of an entry.',
      tags: {
        family: required(oneOf(FAMILIES), 'Family of the entry.'),
        listenport: required(anyPort, 'Listen port of the entry.'),
        listenaddress: optional(entryAddress, 'Listen address of the entry (default: *).', {
          fallback: EVERY_ADDRESS,
        }),
      },
      remarks: [
        'Ends every connection of the entry by a reset at both ends; the',
        'entry goes on listening.',
      ],
      examples: ['kill entry v4tov4 8080'],
      action: ({ family, listenport, listenaddress = EVERY_ADDRESS }, host: Host) =>
        killAll(host, { entry: entryKey({ family, listenAddress: listenaddress, listenPort: listenport }) }),
    }),
  ],
};

async function killAll(host: Host, filter: ConnectionFilter): Promise<Outcome> {
  return ended(await host.backend.kill(filter));
}

function ended(killed: number): Outcome {
  const text = killed === 1 ? '1 connection ended.' : `${killed} connections ended.`;
  return { kind: 'text', lines: [text, ''], json: { killed } };
}
