import type { Facts } from '../../language/facts.ts';
import { machineAddresses } from '../../system/addresses.ts';
import { systemHosts } from '../../system/hosts.ts';
import { systemServices } from '../../system/services.ts';

/** The facts of a machine as the bridge carries them. */
export interface FarFacts {
  readonly services: readonly (readonly [string, number])[];
  readonly addresses: Facts['addresses'];
  readonly hosts: Facts['hosts'];
}

/** What the reader and the completer know of a machine. */
export type MachineKnowledge = Pick<Facts, 'services' | 'addresses' | 'hosts'>;

/** The facts of this machine, for one who works on it from another. */
export function tellFacts(): FarFacts {
  return {
    services: [...systemServices()],
    addresses: machineAddresses(),
    hosts: [...systemHosts().keys()],
  };
}

/** The same at the other end. */
export function takeFacts({ services, addresses, hosts }: FarFacts): MachineKnowledge {
  return { services: new Map(services), addresses, hosts };
}
