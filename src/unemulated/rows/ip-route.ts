import type { IpVersion } from '../../portproxy/family.ts';
import type { UnemulatedRow } from '../row.ts';

const ROUTE = 'prefix interface nexthop siteprefixlength metric publish';
const VIA = '{prefix}[ via {nexthop}] dev {dev}';

/** Routes, neighbors and ports of `interface ipv4` or `interface ipv6`, and what these show. */
export function routeRows(version: IpVersion): readonly UnemulatedRow[] {
  const at = `interface ipv${version}`;
  const ip = version === 4 ? 'ip' : 'ip -6';
  const inet = version === 4 ? '' : '-inet6 ';
  const arp = version === 4 ? 'arp' : 'ndp';
  const hop = `${inet}{prefix} {nexthop}`;
  const neighbor = `${ip} neighbor replace {address} lladdr {lladdr} dev {dev}`;
  const ports = 'sysctl -w net.ipv4.ip_local_reserved_ports=';
  const noPorts = 'macOS reserves no ports: each program listens on those that it takes.';
  return [
    {
      words: `${at} add excludedportrange`,
      tags: 'protocol startport numberofports store',
      linux: `${ports}{startport}-{lastport}`,
      macos: noPorts,
    },
    {
      words: `${at} add neighbors`,
      tags: 'interface address neighbor store',
      linux: neighbor,
      macos: `${arp} -s {address} {lladdr}`,
    },
    {
      words: `${at} add route`,
      tags: ROUTE,
      linux: `${ip} route add ${VIA}[ metric {metric}]`,
      macos: `route add ${hop}`,
    },
    {
      words: `${at} delete arpcache`,
      tags: 'name',
      linux: { name: `${ip} neighbor flush dev {dev}`, else: `${ip} neighbor flush all` },
      macos: `${arp} ${version === 4 ? '-d -a' : '-c'}`,
    },
    {
      words: `${at} delete destinationcache`,
      tags: 'interface',
      linux: `${ip} route flush cache`,
      macos: `route -n flush # deletes every route`,
    },
    {
      words: `${at} delete excludedportrange`,
      tags: 'protocol startport numberofports store',
      linux: `${ports} # or name the ports that stay reserved`,
      macos: noPorts,
    },
    {
      words: `${at} delete neighbors`,
      tags: 'interface address store',
      linux: {
        address: `${ip} neighbor del {address} dev {dev}`,
        interface: `${ip} neighbor flush dev {dev}`,
        else: `${ip} neighbor flush all`,
      },
      macos: version === 4 ? { address: 'arp -d {address}', else: 'arp -d -a' } : 'ndp -d {address}',
    },
    {
      words: `${at} delete route`,
      tags: 'prefix interface nexthop store',
      linux: `${ip} route del ${VIA}`,
      macos: `route delete ${hop}`,
    },
    {
      words: `${at} reset`,
      linux: 'systemctl restart NetworkManager # or systemd-networkd, whichever sets up the network',
      macos: 'networksetup -detectnewhardware',
    },
    {
      words: `${at} set dynamicportrange`,
      tags: 'protocol startport numberofports store',
      linux: 'sysctl -w net.ipv4.ip_local_port_range="{startport} {lastport}"',
      macos: 'sysctl -w net.inet.ip.portrange.first={startport} net.inet.ip.portrange.last={lastport}',
    },
    {
      words: `${at} set global`,
      tags: 'defaultcurhoplimit icmpredirects multicastforwarding randomizeidentifiers',
      linux: {
        defaultcurhoplimit:
          version === 4
            ? 'sysctl -w net.ipv4.ip_default_ttl={defaultcurhoplimit}'
            : 'sysctl -w net.ipv6.conf.all.hop_limit={defaultcurhoplimit}',
        'icmpredirects=enabled': `sysctl -w net.ipv${version}.conf.all.accept_redirects=1`,
        'icmpredirects=disabled': `sysctl -w net.ipv${version}.conf.all.accept_redirects=0`,
        ...(version === 6 && {
          'randomizeidentifiers=enabled': 'sysctl -w net.ipv6.conf.default.addr_gen_mode=3',
          'randomizeidentifiers=disabled': 'sysctl -w net.ipv6.conf.default.addr_gen_mode=0',
        }),
        else: `sysctl -a --pattern net.ipv${version}.conf.all`,
      },
      macos: `sysctl net.inet${version === 4 ? '.ip' : '6.ip6'}`,
    },
    {
      words: `${at} set neighbors`,
      tags: 'interface address neighbor store',
      linux: neighbor,
      macos: `${arp} -s {address} {lladdr}`,
    },
    {
      words: `${at} set route`,
      tags: ROUTE,
      linux: `${ip} route replace ${VIA}[ metric {metric}]`,
      macos: `route change ${hop}`,
    },
    { words: `${at} show compartments`, linux: 'ip netns list', macos: noNamespaces },
    { words: `${at} show destinationcache`, linux: `${ip} route show cache`, macos: 'netstat -rn' },
    {
      words: `${at} show excludedportrange`,
      tags: 'protocol',
      linux: 'sysctl net.ipv4.ip_local_reserved_ports',
      macos: noPorts,
    },
    {
      words: `${at} show global`,
      linux: `sysctl -a --pattern net.ipv${version}.conf.all`,
      macos: `sysctl net.inet${version === 4 ? '.ip' : '6.ip6'}`,
    },
    { words: `${at} show icmpstats`, linux: 'nstat -a -z', macos: 'netstat -s' },
    { words: `${at} show ipstats`, linux: 'nstat -a -z', macos: 'netstat -s' },
    { words: `${at} show joins`, linux: `${ip} maddress show`, macos: 'netstat -g' },
    { words: `${at} show offload`, tags: 'interface', linux: 'ethtool -k {dev}', macos: 'ifconfig -v {dev}' },
    { words: `${at} show tcpconnections`, linux: `ss -t -a -n -${version}`, macos: 'netstat -an -p tcp' },
    { words: `${at} show tcpstats`, linux: 'nstat -a -z', macos: 'netstat -s -p tcp' },
    { words: `${at} show udpconnections`, linux: `ss -u -a -n -${version}`, macos: 'netstat -an -p udp' },
    { words: `${at} show udpstats`, linux: 'nstat -a -z', macos: 'netstat -s -p udp' },
  ];
}

const noNamespaces = 'macOS has one network for all programs, and no compartments.';
