import { userInfo } from 'node:os';
import { failure, failureOf } from '../src/language/failure.ts';
import type { Failure } from '../src/language/outcome.ts';
import { inGroup } from '../src/portproxy/groups.ts';
import { entryKey } from '../src/portproxy/key.ts';
import type { ConnectionInfo, EndedConnection } from '../src/relay/relay.ts';
import type { FleetQuestion, MachineAnswer, SilentMachine } from '../src/service/contract/fleet-view.ts';
import { idOnMachine } from '../src/service/contract/connection-ids.ts';
import type { Host } from './host.ts';

/** What the machine that a session works on tells, or what all machines of the fleet tell. */
export interface Gathered {
  readonly kind: 'gathered';
  readonly answers: readonly MachineAnswer[];
  readonly silent: readonly SilentMachine[];
}

/** What is asked, and of which machine of the fleet only. */
type Asked = Pick<FleetQuestion, 'question' | 'filter' | 'machine'>;

/** Asks the machine that a session works on; on the fleet all of its machines, or the one that is named. */
export async function gather(host: Host, asked: Asked): Promise<Gathered | Failure> {
  if (host.isFleet !== true) {
    if (asked.machine !== undefined) return NOT_A_FLEET;
    return { kind: 'gathered', answers: [await ofOneMachine(host, asked)], silent: [] };
  }
  const told = await host.backend.askFleet({ ...asked, user: userInfo().username });
  if (told.kind === 'refused') return failureOf(told.code, told.detail);
  return { kind: 'gathered', answers: told.answers, silent: told.silent };
}

const NOT_A_FLEET: Failure = failure(
  'invalid',
  'machine= names a machine of the fleet, and this is the table of one machine. Go to the fleet first: set machine fleet.',
);

async function ofOneMachine({ backend, ...host }: Host, { question, filter }: Asked): Promise<MachineAnswer> {
  const machine = '';
  switch (question) {
    case 'connections':
      return { machine, connections: await backend.connections() };
    case 'recent':
      return { machine, recent: await recent({ ...host, backend }) };
    case 'entries':
      return { machine, entries: await backend.entries({ counters: true }) };
    case 'kill':
      return { machine, killed: await backend.kill(filter ?? {}) };
  }
}

/** Returns the connections that the first message of the feed tells of; none where no service runs. */
async function recent({ backend }: Host): Promise<readonly EndedConnection[]> {
  const abort = new AbortController();
  try {
    for await (const message of backend.feed({ signal: abort.signal })) {
      return message.kind === 'snapshot' ? (message.recent ?? []) : [];
    }
    return [];
  } finally {
    abort.abort();
  }
}

/** Returns a test of connections: whether they are of an entry of this group, as their machine has it. */
export async function ofGroup(
  host: Host,
  group: string | undefined,
): Promise<(one: Pick<ConnectionInfo, 'entry' | 'machine'>) => boolean> {
  if (group === undefined) return () => true;
  const gathered = host.isFleet === true ? await gather(host, { question: 'entries' }) : undefined;
  const answers: readonly MachineAnswer[] =
    gathered?.kind === 'gathered'
      ? gathered.answers
      : [{ machine: '', entries: await host.backend.entries() }];
  const known = new Map(
    answers.map(({ machine, entries = [] }) => [
      machine,
      new Set(entries.filter(inGroup(group)).map(entryKey)),
    ]),
  );
  return ({ entry, machine = '' }) => known.get(machine)?.has(entry) ?? false;
}

/** Returns a test of connections of a feed: whether they are on this machine. */
export function onMachine(machine: string | undefined): (one: Pick<ConnectionInfo, 'machine'>) => boolean {
  const wanted = machine?.toLowerCase();
  return (one) => wanted === undefined || one.machine?.toLowerCase() === wanted;
}

/** Returns sentences about the machines that did not answer, with a blank line at the end where there are such. */
export function silentLines(silent: readonly SilentMachine[]): string[] {
  return silent.length === 0 ? [] : [...silent.map(({ reason }) => reason), ''];
}

/** Returns what JSON tells of the machines that did not answer: on the fleet a list, on one machine nothing. */
export function silentJson(host: Host, silent: readonly SilentMachine[]): { readonly silent?: unknown } {
  return host.isFleet === true ? { silent } : {};
}

/** Returns a connection of a feed as JSON tells it: with the id that it has on its machine. */
export function toldConnection<C extends ConnectionInfo>(connection: C): C {
  return connection.machine === undefined ? connection : { ...connection, id: idOnMachine(connection.id) };
}
