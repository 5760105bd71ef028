import type { IpVersion } from '../../portproxy/family.ts';
import { type UnemulatedRow, everywhere } from '../row.ts';

const SET_TAGS = {
  4: 'name source address mask gateway gwmetric type subinterface store',
  6: 'interface address type validlifetime preferredlifetime store',
};

/** Addresses and name servers of `interface ipv4` or `interface ipv6`. */
export function addressRows(version: IpVersion): readonly UnemulatedRow[] {
  const at = `interface ipv${version}`;
  const ip = version === 4 ? 'ip' : 'ip -6';
  return [
    {
      words: `${at} add address`,
      tags: version === 4 ? 'name address mask gateway gwmetric type subinterface store' : SET_TAGS[6],
      linux: `${ip} address add {cidr} dev {dev}`,
      macos:
        version === 4
          ? 'ifconfig {dev} alias {address} {mask}'
          : 'ifconfig {dev} inet6 {address} prefixlen 64 alias',
    },
    {
      words: `${at} add dnsservers`,
      tags: 'name address index validate',
      linux: 'resolvectl dns {dev} {address} # name all servers: these replace the present ones',
      macos:
        'networksetup -setdnsservers {name} {address} # name all servers: these replace the present ones',
    },
    {
      words: `${at} delete address`,
      tags: version === 4 ? 'name address gateway store' : 'interface address store',
      linux: `${ip} address flush dev {dev} to {address}`,
      macos: `ifconfig {dev} ${version === 4 ? '-alias {address}' : 'inet6 {address} -alias'}`,
    },
    {
      words: `${at} delete dnsservers`,
      tags: 'name address validate',
      linux: 'resolvectl revert {dev} # or name the servers that stay: resolvectl dns {dev} ADDRESS',
      macos: 'networksetup -setdnsservers {name} Empty # or name the servers that stay',
    },
    {
      words: `${at} set address`,
      tags: SET_TAGS[version],
      linux:
        version === 4
          ? {
              'source=dhcp': 'nmcli device modify {dev} ipv4.method auto',
              address: 'ip address replace {cidr} dev {dev}[ && ip route replace default via {gateway}]',
              gateway: 'ip route replace default via {gateway}',
              else: 'ip address replace {cidr} dev {dev}',
            }
          : 'ip -6 address replace {cidr} dev {dev}',
      macos:
        version === 4
          ? {
              'source=dhcp': 'networksetup -setdhcp {name}',
              else: 'networksetup -setmanual {name} {address} {mask} {gateway}',
            }
          : 'networksetup -setv6manual {interface} {address} 64 ROUTER',
    },
    {
      words: `${at} set dnsservers`,
      tags: 'name source address register validate',
      linux: {
        'source=dhcp': 'resolvectl revert {dev}',
        'address=none': 'resolvectl dns {dev} ""',
        else: 'resolvectl dns {dev} {address}',
      },
      macos: {
        'source=dhcp': 'networksetup -setdnsservers {name} Empty',
        'address=none': 'networksetup -setdnsservers {name} Empty',
        else: 'networksetup -setdnsservers {name} {address}',
      },
    },
    {
      words: `${at} show ipaddresses`,
      linux: `${ip} address show`,
      macos: 'ifconfig -a',
    },
    {
      words: `${at} set interface`,
      tags: 'interface forwarding advertise mtu',
      linux: {
        mtu: 'ip link set dev {dev} mtu {mtu}',
        'forwarding=enabled': `sysctl -w net/ipv${version}/conf/{dev}/forwarding=1`,
        'forwarding=disabled': `sysctl -w net/ipv${version}/conf/{dev}/forwarding=0`,
        else: `sysctl -a --pattern net.ipv${version}.conf.{dev}`,
      },
      macos: {
        mtu: 'networksetup -setMTU {dev} {mtu}',
        'forwarding=enabled': `sysctl -w net.inet${version === 4 ? '' : '6'}.ip${version === 4 ? '' : '6'}.forwarding=1`,
        else: `ifconfig {dev}`,
      },
    },
    {
      words: `${at} set subinterface`,
      tags: 'interface mtu subinterface store',
      linux: 'ip link set dev {dev} mtu {mtu}',
      macos: 'networksetup -setMTU {dev} {mtu}',
    },
    ...(version === 4 ? WINS : PRIVACY),
  ];
}

const SMB = 'WINS belongs to Samba: write "wins server = {address}" into its smb.conf.';

const WINS: readonly UnemulatedRow[] = [
  { words: 'interface ipv4 add winsservers', tags: 'name address index', ...everywhere(SMB) },
  {
    words: 'interface ipv4 delete winsservers',
    tags: 'name address',
    ...everywhere('WINS belongs to Samba: remove the "wins server" from its smb.conf.'),
  },
  {
    words: 'interface ipv4 set winsservers',
    tags: 'name source address',
    ...everywhere({
      'address=none': 'WINS belongs to Samba: remove the "wins server" from its smb.conf.',
      else: SMB,
    }),
  },
  {
    words: 'interface ipv4 show winsservers',
    ...everywhere('testparm -s --parameter-name="wins server"'),
  },
];

const PRIVACY: readonly UnemulatedRow[] = [
  {
    words: 'interface ipv6 install',
    linux: 'sysctl -w net.ipv6.conf.all.disable_ipv6=0 # IPv6 is part of Linux; this switches it on',
    macos: 'networksetup -setv6automatic Wi-Fi',
  },
  {
    words: 'interface ipv6 uninstall',
    linux: 'sysctl -w net.ipv6.conf.all.disable_ipv6=1',
    macos: 'networksetup -setv6off Wi-Fi',
  },
  {
    words: 'interface ipv6 set privacy',
    tags: 'state maxdadattempts maxvalidlifetime maxpreferredlifetime',
    linux: {
      'state=disabled': 'sysctl -w net.ipv6.conf.all.use_tempaddr=0',
      else: 'sysctl -w net.ipv6.conf.all.use_tempaddr=2',
    },
    macos: {
      'state=disabled': 'sysctl -w net.inet6.ip6.use_tempaddr=0',
      else: 'sysctl -w net.inet6.ip6.use_tempaddr=1',
    },
  },
  {
    words: 'interface ipv6 show privacy',
    linux: 'sysctl net.ipv6.conf.all.use_tempaddr',
    macos: 'sysctl net.inet6.ip6.use_tempaddr',
  },
  {
    words: 'interface ipv6 add prefixpolicy',
    tags: 'prefix precedence label store',
    linux: 'ip addrlabel add prefix {prefix} label {label} # the precedence is a line in /etc/gai.conf',
    macos: 'ip6addrctl add {prefix} {precedence} {label}',
  },
  {
    words: 'interface ipv6 delete prefixpolicy',
    tags: 'prefix store',
    linux: 'ip addrlabel del prefix {prefix} label LABEL # the precedence is a line in /etc/gai.conf',
    macos: 'ip6addrctl delete {prefix}',
  },
  {
    words: 'interface ipv6 set prefixpolicy',
    tags: 'prefix precedence label store',
    linux: 'ip addrlabel add prefix {prefix} label {label} # the precedence is a line in /etc/gai.conf',
    macos: 'ip6addrctl add {prefix} {precedence} {label}',
  },
  { words: 'interface ipv6 show prefixpolicies', linux: 'ip addrlabel list', macos: 'ip6addrctl show' },
];
