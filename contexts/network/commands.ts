import { ERRORS, fill } from '../../src/errors/errors.ts';
import { failure } from '../../src/language/failure.ts';
import type { Outcome } from '../../src/language/outcome.ts';
import { command, optional, required } from '../../src/language/schema.ts';
import type { IpVersion } from '../../src/portproxy/family.ts';
import type { Host, NetshCommand } from '../host.ts';
import { interfaceName } from '../values/interface.ts';
import { oneOf } from '../values/word.ts';
import type * as Answers from './answers.ts';

const anInterface = (text: string) => optional(interfaceName, text, { fallback: 'all' });

/** `show interface`: the interfaces, and whether they are enabled and connected. */
export const showInterface: NetshCommand = command({
  name: 'interface',
  text: 'Shows the interfaces.',
  tags: { name: anInterface('Name of one interface (default: all).') },
  remarks: ['Shows for each interface whether it is switched on, and whether it', 'is connected.'],
  examples: ['show interface', 'show interface name=eth0'],
  action: ({ name }, host: Host) => answer(host, (one) => one.interfaceStates(name)),
});

/** `show addresses`: the addresses of each interface. */
export function showAddresses(version: IpVersion): NetshCommand {
  return command({
    name: 'addresses',
    text: 'Shows the addresses of the interfaces.',
    tags: { name: anInterface('Name or index of one interface (default: all).') },
    remarks: [
      `Shows the IPv${version} addresses of each interface. What the system does not`,
      version === 4 ? 'tell, such as DHCP enabled, has no line.' : 'tell, such as a lifetime, is -.',
    ],
    examples: ['show addresses', 'show addresses name=eth0'],
    action: ({ name }, host: Host) => answer(host, (one) => one.addresses(version, name)),
  });
}

/** `show config`: addresses, gateways and name servers; netsh has it for IPv4 only. */
export function showConfig(version: IpVersion): NetshCommand {
  return command({
    name: 'config',
    text: 'Shows addresses, gateways and name servers.',
    ...(version === 6 && { extension: true }),
    tags: { name: anInterface('Name or index of one interface (default: all).') },
    remarks: [
      `Shows the IPv${version} addresses and gateways of each interface, and the name`,
      'servers, which this system has for all interfaces together.',
    ],
    examples: ['show config'],
    action: ({ name }, host: Host) => answer(host, (one) => one.configuration(version, name)),
  });
}

/** `show dnsservers`: the name servers of the machine. */
export function showDnsServers(version: IpVersion): NetshCommand {
  return command({
    name: 'dnsservers',
    text: 'Shows the name servers.',
    tags: { name: anInterface('Name or index of an interface; all have the same.') },
    remarks: [
      `Shows the name servers with an IPv${version} address. This system has them for`,
      'all interfaces together.',
    ],
    examples: ['show dnsservers'],
    action: ({ name }, host: Host) => answer(host, (one) => one.dnsServers(version, name)),
  });
}

/** `show dynamicportrange`: the local ports of outgoing connections. */
export function showDynamicPortRange(version: IpVersion): NetshCommand {
  return command({
    name: 'dynamicportrange',
    text: 'Shows the ports that outgoing connections get.',
    tags: { protocol: required(oneOf(['tcp', 'udp']), 'Protocol: tcp or udp.') },
    remarks: [
      `Shows the range of ports of outgoing IPv${version} connections, which on this`,
      'system is one for both protocols and both IP versions.',
    ],
    examples: ['show dynamicportrange tcp'],
    action: ({ protocol }, host: Host) => answer(host, (one) => one.dynamicPortRange(protocol)),
  });
}

/** `show interfaces`: index, MTU and state. */
export function showInterfaces(version: IpVersion): NetshCommand {
  return command({
    name: 'interfaces',
    text: 'Shows the interfaces with MTU and state.',
    tags: {
      interface: anInterface('Name or index of one interface, with its parameters (default: all).'),
      level: optional(oneOf(['normal', 'verbose']), 'verbose: with the parameters of each.', {
        fallback: 'normal',
      }),
    },
    remarks: [
      `Shows the interfaces that speak IPv${version}. What the system does not tell`,
      'is -; no interface has a metric of its own here.',
    ],
    examples: ['show interfaces', 'show interfaces eth0'],
    action: (args, host: Host) =>
      answer(host, (one) => one.interfaces(version, args.interface, args.level === 'verbose')),
  });
}

/** `show neighbors`: the neighbors on each link. */
export function showNeighbors(version: IpVersion): NetshCommand {
  return command({
    name: 'neighbors',
    text: 'Shows the neighbors on the links.',
    tags: { interface: anInterface('Name or index of one interface (default: all).') },
    remarks: [`Shows the IPv${version} addresses of neighbors with their link address and state.`],
    examples: ['show neighbors', 'show neighbors eth0'],
    action: (args, host: Host) => answer(host, (one) => one.neighbors(version, args.interface)),
  });
}

/** `show route`: the main routing table. */
export function showRoute(version: IpVersion): NetshCommand {
  return command({
    name: 'route',
    text: 'Shows the routes.',
    remarks: [
      `Shows the IPv${version} routes of the main table. Publish is No: this system`,
      'advertises no routes. A type is - where the system does not tell it.',
    ],
    examples: ['show route'],
    action: (_args, host: Host) => answer(host, (one) => one.routes(version)),
  });
}

/** `show subinterfaces`: MTU and traffic. */
export function showSubinterfaces(version: IpVersion): NetshCommand {
  return command({
    name: 'subinterfaces',
    text: 'Shows what the interfaces have carried.',
    tags: { interface: anInterface('Name or index of one interface (default: all).') },
    remarks: [
      `Shows the interfaces that speak IPv${version}, and the bytes that each has`,
      'carried, of both IP versions together.',
    ],
    examples: ['show subinterfaces'],
    action: (args, host: Host) => answer(host, (one) => one.subinterfaces(version, args.interface)),
  });
}

/** `show global` of `interface tcp`: the settings that mean the same on this system. */
export const showTcpGlobal: NetshCommand = command({
  name: 'global',
  text: 'Shows the TCP settings.',
  remarks: [
    'Shows those settings of netsh that this system has too. Fast Open and',
    'ECN may hold for one direction only: client, server, incoming.',
  ],
  examples: ['show global'],
  action: (_args, host: Host) => answer(host, (one) => one.tcpGlobal()),
});

/** Answers a question; its code is loaded only now, so that commands about the table do not pay for it. */
async function answer(
  { elsewhere }: Host,
  ask: (answers: typeof Answers) => Promise<Outcome>,
): Promise<Outcome> {
  if (elsewhere !== undefined) {
    const message = fill(ERRORS['not-told'].says.elsewhere, { machine: elsewhere });
    const detail = `This command tells of the machine on which netsh runs: run it there, by ssh ${elsewhere}.`;
    return failure('not-told', message, detail);
  }
  return ask(await import('./answers.ts'));
}
