import { ERRORS } from '../../src/errors/errors.ts';
import { failure } from '../../src/language/failure.ts';
import type { Failure, Outcome } from '../../src/language/outcome.ts';
import type { IpVersion } from '../../src/portproxy/family.ts';
import type { InterfaceFacts } from '../../src/system/network/facts.ts';
import { openNetworkReader } from '../../src/system/network/open-reader.ts';
import { type NetworkReader, NotTold } from '../../src/system/network/reader.ts';
import { configurationAnswer, dnsAnswer } from './configuration.ts';
import { parametersAnswer, interfacesAnswer } from './interfaces.ts';
import { ipv6AddressesAnswer } from './ipv6-addresses.ts';
import { neighborsAnswer } from './neighbors.ts';
import { portRangeAnswer } from './port-range.ts';
import { routesAnswer } from './routes.ts';
import { stateAnswer, statesAnswer } from './states.ts';
import { subinterfacesAnswer } from './subinterfaces.ts';
import { tcpAnswer } from './tcp.ts';

/** Answers `interface show interface`. */
export function interfaceStates(name: string | undefined): Promise<Outcome> {
  return told(async (reader) => {
    const all = reader.interfaces();
    if (name === undefined) return statesAnswer(all);
    const one = find(all, name);
    return one ? stateAnswer(one) : unknown(name, all, ERRORS.absent.says.registered);
  });
}

/** Answers `show addresses`. */
export function addresses(version: IpVersion, name: string | undefined): Promise<Outcome> {
  return told((reader) =>
    chosen(reader.interfaces(), name, async (interfaces) => {
      const addresses = await reader.addresses(version);
      if (version === 6) return ipv6AddressesAnswer(interfaces, addresses);
      return configurationAnswer(interfaces, { addresses, ...(await surroundings(reader, 4)) });
    }),
  );
}

/** Answers `show config`. */
export function configuration(version: IpVersion, name: string | undefined): Promise<Outcome> {
  return told((reader) =>
    chosen(reader.interfaces(), name, async (interfaces) =>
      configurationAnswer(interfaces, {
        addresses: await reader.addresses(version),
        dnsServers: await reader.dnsServers(version),
        ...(await surroundings(reader, version)),
      }),
    ),
  );
}

/** Answers `show dnsservers`. */
export function dnsServers(version: IpVersion, name: string | undefined): Promise<Outcome> {
  return told((reader) =>
    chosen(reader.interfaces(), name, async () => dnsAnswer(await reader.dnsServers(version))),
  );
}

/** Answers `show dynamicportrange`. */
export function dynamicPortRange(protocol: string): Promise<Outcome> {
  return told(async (reader) => portRangeAnswer(protocol, reader.dynamicPorts()));
}

/** Answers `show interfaces`. */
export function interfaces(
  version: IpVersion,
  name: string | undefined,
  isVerbose: boolean,
): Promise<Outcome> {
  return told((reader) =>
    chosen(reader.interfaces(version), name, async (interfaces) =>
      name === undefined && !isVerbose
        ? interfacesAnswer(interfaces)
        : parametersAnswer(
            interfaces.map((one) => ({ facts: one, settings: reader.settings(one.name, version) })),
          ),
    ),
  );
}

/** Answers `show neighbors`. */
export function neighbors(version: IpVersion, name: string | undefined): Promise<Outcome> {
  return told((reader) =>
    chosen(reader.interfaces(), name, async (interfaces) =>
      neighborsAnswer(interfaces, await reader.neighbors(version)),
    ),
  );
}

/** Answers `show route`. */
export function routes(version: IpVersion): Promise<Outcome> {
  return told(async (reader) => routesAnswer(await reader.routes(version), reader.interfaces()));
}

/** Answers `show subinterfaces`. */
export function subinterfaces(version: IpVersion, name: string | undefined): Promise<Outcome> {
  return told((reader) =>
    chosen(reader.interfaces(version), name, async (interfaces) =>
      subinterfacesAnswer(interfaces, reader.traffic()),
    ),
  );
}

/** Answers `interface tcp show global`. */
export function tcpGlobal(): Promise<Outcome> {
  return told(async (reader) => tcpAnswer(reader.tcp()));
}

/** Returns what a configuration needs beside addresses; routes are null where the system does not tell them. */
async function surroundings(reader: NetworkReader, version: IpVersion) {
  const routes = await reader.routes(version).catch((error: unknown) => {
    if (error instanceof NotTold) return null;
    throw error;
  });
  const hasDhcpLease = (one: InterfaceFacts) => (version === 4 ? reader.hasDhcpLease(one.index) : null);
  return { version, routes, hasDhcpLease };
}

async function told(ask: (reader: NetworkReader) => Promise<Outcome>): Promise<Outcome> {
  try {
    return await ask(await openNetworkReader());
  } catch (error) {
    if (error instanceof NotTold) return failure('not-told', error.message);
    throw error;
  }
}

async function chosen(
  all: readonly InterfaceFacts[],
  name: string | undefined,
  ask: (interfaces: readonly InterfaceFacts[]) => Promise<Outcome>,
): Promise<Outcome> {
  const one = name === undefined ? undefined : find(all, name);
  if (name !== undefined && !one) return unknown(name, all, ERRORS.absent.says.interface);
  return ask(one ? [one] : all);
}

/** Finds an interface by its exact name, then by its name in any case, then by its index. */
function find(all: readonly InterfaceFacts[], name: string): InterfaceFacts | undefined {
  return (
    all.find((one) => one.name === name) ??
    all.find((one) => one.name.toLowerCase() === name.toLowerCase()) ??
    all.find((one) => String(one.index) === name)
  );
}

function unknown(name: string, all: readonly InterfaceFacts[], message: string): Failure {
  const names = all.map((one) => one.name).join(', ');
  return failure('absent', message, `No interface here is called ${name}. There are: ${names}.`);
}
