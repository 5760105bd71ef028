import type { Facts } from '../../language/facts.ts';
import { machineAddresses } from '../../system/addresses.ts';
import { systemHosts } from '../../system/hosts.ts';
import { systemServices } from '../../system/services.ts';
import { isNumber, isText, listOf, oneOf, shape } from '../contract/shape.ts';

/** The facts of a machine that the reader and the completer need, as the bridge carries them. */
interface CarriedFacts {
  readonly services: readonly (readonly [string, number])[];
  readonly addresses: Facts['addresses'];
  readonly hosts: Facts['hosts'];
}

/** The facts of another machine. */
export type RemoteFacts = Pick<Facts, 'services' | 'addresses' | 'hosts'>;

/** Returns the facts of this machine, to be sent to another. */
export function tellFacts(): CarriedFacts {
  return {
    services: [...systemServices()],
    addresses: machineAddresses(),
    hosts: [...systemHosts().keys()],
  };
}

/** Reads the facts that another machine has sent; undefined for anything else. */
export function parseFacts(value: unknown): RemoteFacts | undefined {
  if (!isCarried(value)) return undefined;
  const { services, addresses, hosts } = value;
  return { services: new Map(services), addresses, hosts };
}

const isCarried = shape<CarriedFacts>({
  services: listOf(isService),
  addresses: listOf(shape<Facts['addresses'][number]>({ address: isText, version: oneOf(4, 6) })),
  hosts: listOf(isText),
});

function isService(value: unknown): value is readonly [string, number] {
  return Array.isArray(value) && isText(value[0]) && isNumber(value[1]);
}
