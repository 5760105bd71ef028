import type { Outcome } from '../../src/language/outcome.ts';
import type { IpVersion } from '../../src/portproxy/family.ts';
import type { AddressFacts, InterfaceFacts, RouteFacts } from '../../src/system/network/facts.ts';
import { ipv4Mask, ipv4Subnet, ipv6Subnet } from '../../src/system/network/subnet.ts';
import { labelled } from './layout.ts';

/** The contents of the blocks beside the interfaces. */
export interface Configuration {
  readonly version: IpVersion;
  readonly addresses: readonly AddressFacts[];
  /** Null where the system does not tell. */
  readonly routes: readonly RouteFacts[] | null;
  readonly hasDhcpLease: (one: InterfaceFacts) => boolean | null;
  /** Only where they are asked for. */
  readonly dnsServers?: readonly string[];
}

/** Answers `ipv4 show addresses` and `show config` in blocks; lines that the system does not tell are left out. */
export function configurationAnswer(
  interfaces: readonly InterfaceFacts[],
  configuration: Configuration,
): Outcome {
  const found = interfaces.map((one) => configurationOf(one, configuration));
  const { dnsServers } = configuration;
  return {
    kind: 'text',
    lines: ['', ...found.flatMap(blockLines), ...(dnsServers ? dnsBlock(dnsServers) : [])],
    json: { interfaces: found, ...(dnsServers && { dnsServers }) },
  };
}

/** Answers with the name servers, in netsh's block; they belong to no single interface. */
export function dnsAnswer(servers: readonly string[]): Outcome {
  return { kind: 'text', lines: ['', ...dnsBlock(servers)], json: { dnsServers: servers } };
}

function dnsBlock(servers: readonly string[]): string[] {
  return ['Configuration for all interfaces', ...labelled('DNS Servers', servers), ''];
}

interface Found {
  readonly name: string;
  readonly index: number | null;
  readonly dhcpEnabled: boolean | null;
  readonly addresses: readonly {
    readonly address: string;
    readonly prefixLength: number;
    readonly subnet: string;
    readonly mask: string | null;
  }[];
  readonly gateways: readonly { readonly address: string; readonly metric: number }[] | null;
}

function configurationOf(one: InterfaceFacts, configuration: Configuration): Found {
  const { version, routes } = configuration;
  const everywhere = version === 4 ? '0.0.0.0/0' : '::/0';
  return {
    name: one.name,
    index: one.index,
    dhcpEnabled: configuration.hasDhcpLease(one),
    addresses: configuration.addresses
      .filter((address) => address.interface === one.name)
      .map(({ address, prefixLength }) => ({
        address,
        prefixLength,
        subnet: version === 4 ? ipv4Subnet(address, prefixLength) : ipv6Subnet(address, prefixLength),
        mask: version === 4 ? ipv4Mask(prefixLength) : null,
      })),
    gateways:
      routes?.flatMap((route) =>
        route.interface === one.name && route.prefix === everywhere && route.gateway !== null
          ? { address: route.gateway, metric: route.metric }
          : [],
      ) ?? null,
  };
}

function blockLines(one: Found): string[] {
  const { dhcpEnabled } = one;
  return [
    `Configuration for interface "${one.name}"`,
    ...(dhcpEnabled === null ? [] : labelled('DHCP enabled', [dhcpEnabled ? 'Yes' : 'No'])),
    ...one.addresses.flatMap(({ address, subnet, mask }) =>
      labelled('IP Address', [address]).concat(
        labelled('Subnet Prefix', [mask === null ? subnet : `${subnet} (mask ${mask})`]),
      ),
    ),
    ...(one.gateways ?? []).flatMap(({ address, metric }) =>
      labelled('Default Gateway', [address]).concat(labelled('Gateway Metric', [String(metric)])),
    ),
    '',
  ];
}
