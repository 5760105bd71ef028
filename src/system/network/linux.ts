import { existsSync, readdirSync } from 'node:fs';
import { isIP } from 'node:net';
import type { IpVersion } from '../../portproxy/family.ts';
import { readSystemText } from '../read-text.ts';
import type { AddressFacts, InterfaceFacts, InterfaceSettings, RouteFacts } from './facts.ts';
import { parseIpAddresses, parseIpNeighbors, parseIpRouteTypes, routeKey } from './ip-json.ts';
import { nodeAddresses, portableReader } from './portable.ts';
import { parsePortRange } from './port-range.ts';
import { parseArp } from './proc-arp.ts';
import { parseTraffic } from './proc-dev.ts';
import { parseIfInet6 } from './proc-if-inet6.ts';
import { parseIpv6Routes } from './proc-ipv6-route.ts';
import { parseRoutes } from './proc-route.ts';
import { type NetworkReader, NotTold } from './reader.ts';
import { parseNameServers } from './resolv-conf.ts';
import { runIp } from './run-ip.ts';
import { figure, linkFacts } from './sys-net.ts';
import { tcpSettings } from './tcp-settings.ts';

const LINKS = '/sys/class/net';
const LEASES = '/run/systemd/netif/leases';

/**
 * Reads /proc, /sys and /etc/resolv.conf of Linux. The rest (lifetimes, makers of routes, IPv6 neighbors) comes from
 * the program `ip`, where there is one.
 */
export const linuxReader: NetworkReader = {
  interfaces(version) {
    const all = interfaces();
    if (!all) return portableReader.interfaces(version);
    return version === 6 ? all.filter(({ name }) => speaksIpv6(name)).map(withIpv6Mtu) : all;
  },

  settings(name, version) {
    const [conf, neigh] = ['conf', 'neigh'].map((part) => `/proc/sys/net/ipv${version}/${part}/${name}`);
    const forwarding = figure(readSystemText(`${conf}/forwarding`));
    return {
      forwarding: forwarding === null ? null : forwarding !== 0,
      baseReachableTimeMs: figure(readSystemText(`${neigh}/base_reachable_time_ms`)),
      retransmissionIntervalMs: figure(readSystemText(`${neigh}/retrans_time_ms`)),
      dadTransmits: version === 6 ? figure(readSystemText(`${conf}/dad_transmits`)) : null,
    } satisfies InterfaceSettings;
  },

  async addresses(version) {
    const json = await runIp(['address', 'show']);
    return (json === undefined ? undefined : parseIpAddresses(json, version)) ?? procAddresses(version);
  },

  hasDhcpLease: (index) => (index !== null && existsSync(`${LEASES}/${index}`) ? true : null),

  async routes(version) {
    const text = readSystemText(version === 4 ? '/proc/net/route' : '/proc/net/ipv6_route');
    if (text === undefined) throw notTold(`The IPv${version} routes`);
    const routes = version === 4 ? parseRoutes(text) : parseIpv6Routes(text);
    const json = routes.length > 0 ? await runIp([`-${version}`, 'route', 'show']) : undefined;
    const types = json === undefined ? undefined : parseIpRouteTypes(json, version);
    return routes.map((route): RouteFacts =>
      Object.assign({}, route, { type: types?.get(routeKey(route)) ?? route.type }),
    );
  },

  async neighbors(version) {
    const json = await runIp([`-${version}`, 'neighbor', 'show']);
    const found = json === undefined ? undefined : parseIpNeighbors(json, version);
    if (found) return found;
    const arp = version === 4 ? readSystemText('/proc/net/arp') : undefined;
    if (arp !== undefined) return parseArp(arp);
    throw new NotTold(
      version === 6
        ? 'The IPv6 neighbors cannot be read without the program ip (package iproute2).'
        : 'The IPv4 neighbors cannot be read: /proc/net/arp is not readable.',
    );
  },

  traffic() {
    const text = readSystemText('/proc/net/dev');
    if (text === undefined) throw notTold('What the interfaces carried');
    return parseTraffic(text);
  },

  async dnsServers(version) {
    return parseNameServers(readSystemText('/etc/resolv.conf') ?? '').filter((one) => isIP(one) === version);
  },

  dynamicPorts() {
    const range = parsePortRange(readSystemText('/proc/sys/net/ipv4/ip_local_port_range') ?? '');
    if (!range) throw notTold('The dynamic port range');
    return range;
  },

  tcp() {
    return tcpSettings({
      tcp_moderate_rcvbuf: setting('tcp_moderate_rcvbuf'),
      tcp_congestion_control: setting('tcp_congestion_control'),
      tcp_ecn: setting('tcp_ecn'),
      tcp_timestamps: setting('tcp_timestamps'),
      tcp_syn_retries: setting('tcp_syn_retries'),
      tcp_fastopen: setting('tcp_fastopen'),
      hystart: readSystemText('/sys/module/tcp_cubic/parameters/hystart'),
    });
  },
};

function setting(name: string): string | undefined {
  return readSystemText(`/proc/sys/net/ipv4/${name}`);
}

/**
 * Reads the interfaces of /sys; undefined where it has none. /sys shows the network namespace in which it was mounted,
 * /proc that of this process: both must be the same.
 */
function interfaces(): InterfaceFacts[] | undefined {
  const names = linkNames();
  if (names.length === 0) return undefined;
  // One may come or go between the two looks.
  if (!isOwnNetwork(names) && !isOwnNetwork(linkNames())) {
    throw new NotTold('The interfaces cannot be read: /sys shows those of another network namespace.');
  }
  return names
    .map((name) => {
      const read = (attribute: string) => readSystemText(`${LINKS}/${name}/${attribute}`);
      return linkFacts(name, {
        ifindex: read('ifindex'),
        mtu: read('mtu'),
        flags: read('flags'),
        operstate: read('operstate'),
        carrier: read('carrier'),
      });
    })
    .toSorted((a, b) => (a.index ?? 0) - (b.index ?? 0));
}

/** Returns the names in /sys that are interfaces; bonding keeps a file of its own there. */
function linkNames(): string[] {
  try {
    return readdirSync(LINKS).filter((name) => existsSync(`${LINKS}/${name}/ifindex`));
  } catch {
    return [];
  }
}

function isOwnNetwork(names: readonly string[]): boolean {
  const own = parseTraffic(readSystemText('/proc/net/dev') ?? '').map((one) => one.interface);
  return own.length === 0 || (own.length === names.length && own.every((name) => names.includes(name)));
}

function speaksIpv6(name: string): boolean {
  return figure(readSystemText(`/proc/sys/net/ipv6/conf/${name}/disable_ipv6`)) === 0;
}

function withIpv6Mtu(one: InterfaceFacts): InterfaceFacts {
  return { ...one, mtu: figure(readSystemText(`/proc/sys/net/ipv6/conf/${one.name}/mtu`)) ?? one.mtu };
}

function procAddresses(version: IpVersion): AddressFacts[] {
  return version === 4 ? nodeAddresses(4) : parseIfInet6(readSystemText('/proc/net/if_inet6') ?? '');
}

function notTold(what: string): NotTold {
  return new NotTold(`${what} cannot be read: /proc or /sys is not readable.`);
}
