import { ERRORS, fill } from '../src/errors/errors.ts';
import { failure } from '../src/language/failure.ts';
import type { Outcome } from '../src/language/outcome.ts';
import { type Group, command, optional, required } from '../src/language/schema.ts';
import { EVERY_ADDRESS } from '../src/portproxy/address.ts';
import { inGroup } from '../src/portproxy/groups.ts';
import { PROTOCOLS, entryKey } from '../src/portproxy/key.ts';
import { FAMILIES } from '../src/portproxy/family.ts';
import type { KillFilter } from '../src/service/contract/kill-filter.ts';
import { gather, silentJson } from './across.ts';
import { noGroup } from './groups.ts';
import type { Host, NetshCommand } from './host.ts';
import { entryAddress } from './values/address.ts';
import { anyPort, client, connectionId } from './values/connection.ts';
import { onlyOnMachine } from './values/fleet-machine.ts';
import { groupName } from './values/group.ts';
import { oneOf } from './values/word.ts';

const killConnection: NetshCommand = command({
  name: 'connection',
  text: 'Ends one connection.',
  tags: { id: required(connectionId, 'Id of the connection.'), machine: onlyOnMachine },
  remarks: [
    'Ends the connection by a reset at both ends. Each machine of a fleet',
    'counts its connections by itself: where several have one of this id,',
    'machine= says which is meant.',
  ],
  examples: ['kill connection id=17', 'kill connection 17 machine=gw3'],
  async action({ id, machine }, host: Host) {
    const on = host.isFleet === true && machine === undefined ? await onlyOneWith(host, id) : machine;
    if (typeof on === 'object') return on;
    return await killAll(host, { id }, on, absent(id));
  },
});

const killClient: NetshCommand = command({
  name: 'client',
  text: 'Ends the connections of a client.',
  tags: { address: required(client, 'Address of the client.'), machine: onlyOnMachine },
  remarks: ['Ends every connection of the client by a reset at both ends.'],
  examples: ['kill client address=192.0.2.7'],
  action: ({ address, machine }, host: Host) =>
    killAll(host, { client: address.replace(/^\[([^\]]*)\]$/, '$1') }, machine),
});

const killEntry: NetshCommand = command({
  name: 'entry',
  text: 'Ends the connections of an entry.',
  tags: {
    family: required(oneOf(FAMILIES), 'Family of the entry.'),
    listenport: required(anyPort, 'Listen port of the entry.'),
    listenaddress: optional(entryAddress, 'Listen address of the entry (default: *).', {
      fallback: EVERY_ADDRESS,
    }),
    protocol: optional(oneOf(PROTOCOLS), 'Protocol of the entry: tcp or udp.', { fallback: 'tcp' }),
    machine: onlyOnMachine,
  },
  remarks: ['Ends every connection of the entry by a reset at both ends; the', 'entry goes on listening.'],
  examples: ['kill entry v4tov4 8080', 'kill entry v4tov4 53 protocol=udp'],
  action: ({ family, listenport, listenaddress = EVERY_ADDRESS, protocol, machine }, host: Host) =>
    killAll(
      host,
      { entry: entryKey({ family, listenAddress: listenaddress, listenPort: listenport, protocol }) },
      machine,
    ),
});

const killGroup: NetshCommand = command({
  name: 'group',
  text: 'Ends the connections of a group.',
  tags: { name: required(groupName, 'Name of the group, as show groups gives it.'), machine: onlyOnMachine },
  remarks: [
    'Ends every connection of the entries of the group by a reset at both',
    'ends; the entries go on listening.',
  ],
  examples: ['kill group web'],
  action: async ({ name, machine }, host: Host) => {
    const isKnown = host.isFleet === true || (await host.backend.entries()).some(inGroup(name));
    return isKnown ? await killAll(host, { group: name }, machine) : noGroup(name);
  },
});

/** `kill`: ends live connections. Deleting an entry never does. */
export const kill: Group<Host> = {
  kind: 'group',
  name: 'kill',
  text: 'Ends live connections.',
  extension: true,
  commands: [killConnection, killClient, killEntry, killGroup],
};

/** Ends connections on the machine that is worked on, or on those of the fleet; `none`: what is said where none was found. */
async function killAll(
  host: Host,
  filter: KillFilter,
  machine: string | undefined,
  none?: Outcome,
): Promise<Outcome> {
  const gathered = await gather(host, { question: 'kill', filter, machine });
  if (gathered.kind === 'failed') return gathered;
  const { answers, silent } = gathered;
  const killed = answers.reduce((sum, one) => sum + (one.killed ?? 0), 0);
  const text = killed === 1 ? '1 connection ended.' : `${killed} connections ended.`;
  // Whoever ends connections must know that some may be left.
  if (silent.length > 0)
    return failure('unreachable', [text, ...silent.map(({ reason }) => reason)].join(' '));
  if (killed === 0 && none) return none;
  const machines = answers.flatMap((one) =>
    one.killed === 0 ? [] : [{ machine: one.machine, killed: one.killed }],
  );
  return {
    kind: 'text',
    lines: [text, ''],
    json: { killed, ...(host.isFleet === true && { machines }), ...silentJson(host, silent) },
  };
}

/** Resolves to the only machine of the fleet that has a connection of this id; or to the failure where that is not sure. */
async function onlyOneWith(host: Host, id: number): Promise<string | Extract<Outcome, { kind: 'failed' }>> {
  const gathered = await gather(host, { question: 'connections' });
  if (gathered.kind === 'failed') return gathered;
  const { answers, silent } = gathered;
  const [only, ...others] = answers.flatMap(({ machine, connections = [] }) =>
    connections.some((one) => one.id === id) ? [machine] : [],
  );
  const reasons = silent.map(({ reason }) => reason).join(' ');
  if (only === undefined) {
    return silent.length === 0
      ? absent(id)
      : failure('unreachable', `No machine that answers has it. ${reasons}`);
  }
  if (others.length > 0) {
    const names = [only, ...others].slice(0, MOST_NAMED).join(', ');
    return failure(
      'invalid',
      `${others.length + 1} machines have a connection ${id}: ${names}. Say which: kill connection ${id} machine=${only}`,
    );
  }
  if (silent.length === 0) return only;
  return failure(
    'unreachable',
    `${reasons} It may have a connection ${id} too. Say which: kill connection ${id} machine=${only}`,
  );
}

const MOST_NAMED = 5;

function absent(id: number): Extract<Outcome, { kind: 'failed' }> {
  return failure('absent', fill(ERRORS.absent.says.connection, { id }));
}
