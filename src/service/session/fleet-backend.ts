import { userInfo } from 'node:os';
import type { ConnectionInfo } from '../../relay/relay.ts';
import { callingBackend } from '../client/calling-backend.ts';
import type { Backend } from '../contract/backend.ts';
import { type CallName, type Value, callOf } from '../contract/calls.ts';
import type { FeedMessage, FeedOptions } from '../contract/feed.ts';
import type { FleetQuestion, MachineAnswer } from '../contract/fleet-view.ts';
import { ServiceError } from '../contract/service-error.ts';

/**
 * Returns the backend of the fleet that this machine is a member of: its calls go to the fleet's table, and about connections to
 * its machines, by the service here.
 */
export function fleetBackend(here: Backend): Backend {
  const backend = callingBackend({
    async call(name, args) {
      const answer = await here.fleetCall({ call: name, args, user: userInfo().username });
      if (answer.kind === 'refused') throw new ServiceError(codeOf(answer.code), answer.detail);
      return read(name, answer.value);
    },
    // A feed that its reader can do without would have every machine tell all the time.
    feed: ({ isAside, ...options }) =>
      isAside ? restingFeed(options) : here.feed({ ...options, of: 'fleet' }),
    close: () => here.close(),
  });
  const ask = async (question: Omit<FleetQuestion, 'user'>): Promise<readonly MachineAnswer[]> => {
    const told = await here.askFleet({ ...question, user: userInfo().username });
    if (told.kind === 'refused') throw new ServiceError(codeOf(told.code), told.detail);
    return told.answers;
  };
  return {
    ...backend,
    fleet: () => here.fleet(),
    askFleet: (question) => here.askFleet(question),
    async connections(): Promise<readonly ConnectionInfo[]> {
      return (await ask({ question: 'connections' })).flatMap(({ connections = [] }) => connections);
    },
    async kill(filter) {
      const answers = await ask({ question: 'kill', filter });
      return answers.reduce((sum, { killed = 0 }) => sum + killed, 0);
    },
  };
}

function read<Name extends CallName>(name: Name, value: unknown): Value<Name> {
  const known = callOf(name).value(value);
  if (known !== undefined) return known;
  throw new ServiceError('protocol', 'This netsh does not understand the answer of the relay service.');
}

/** A feed that tells nothing. */
async function* restingFeed({ signal }: FeedOptions): AsyncGenerator<FeedMessage> {
  yield { kind: 'lost', at: Date.now(), reason: 'Nobody follows the machines of the fleet here.' };
  if (signal.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  signal.addEventListener('abort', () => resolve(), { once: true });
  await promise;
}

type ServiceCode = ServiceError['code'];

function codeOf(code: string): ServiceCode {
  const known: readonly ServiceCode[] = ['elevation', 'storage', 'unreachable'];
  return known.find((one) => one === code) ?? 'busy';
}
