import { StoreError } from '../store/store-error.ts';
import { closeEngine, engineReason, openEngine, refusalOf } from './engine.ts';
import { FleetFault } from './fleet-fault.ts';
import { fleetNames } from './names.ts';
import { Presence } from './presence.ts';
import type { FleetSetting } from './setting.ts';
import { ensureStreams } from './streams.ts';

/**
 * Tries whether a machine can become a member: the servers answer and take it, the fleet is there or can be made, and no other
 * machine of that name is in it. Rejects with a `FleetFault`, or a `StoreError` where a file of the setting cannot be used.
 */
export async function tryMembership(setting: FleetSetting): Promise<void> {
  const names = fleetNames(setting.fleet);
  const engine = await openEngine(setting).catch((error: unknown) => {
    if (error instanceof StoreError) throw error;
    const servers = setting.servers.join(', ');
    throw (
      refused(error, setting) ??
      new FleetFault('unreachable', `${servers} cannot be used: ${engineReason(error)}.`, error)
    );
  });
  try {
    await ensureStreams(engine, names);
    const known = await new Presence(engine, names).list();
    const namesake = known.find(({ name, lostMs }) => name === setting.machine && lostMs === undefined);
    if (namesake) {
      throw new FleetFault(
        'invalid',
        `A machine ${setting.machine} is in the fleet ${setting.fleet} already. Give this one another name: machine=NAME.`,
      );
    }
  } catch (error) {
    if (error instanceof FleetFault) throw error;
    const reason = `The fleet ${setting.fleet} cannot be opened on its servers: ${engineReason(error)}.`;
    throw refused(error, setting) ?? new FleetFault('unreachable', reason, error);
  } finally {
    await closeEngine(engine);
  }
}

function refused(error: unknown, { servers }: FleetSetting): FleetFault | undefined {
  const text = refusalOf(error, servers);
  return text === undefined ? undefined : new FleetFault('elevation', text, error);
}
