import { type UnemulatedRow, everywhere } from '../row.ts';

const TUNNELS = '{system} makes no such tunnel by itself: there is nothing to reset or to set.';

/** `interface` itself, `interface tcp`, and the contexts of tunnels. */
export const INTERFACE_ROWS: readonly UnemulatedRow[] = [
  { words: 'interface 6to4', ...everywhere(TUNNELS) },
  { words: 'interface httpstunnel', ...everywhere(TUNNELS) },
  { words: 'interface isatap', ...everywhere(TUNNELS) },
  {
    words: 'interface reset',
    linux: 'systemctl restart NetworkManager # or systemd-networkd, whichever sets up the network',
    macos: 'networksetup -detectnewhardware',
  },
  {
    words: 'interface set interface',
    tags: 'name admin connect newname',
    linux: {
      newname: 'ip link set dev {dev} name {newname}',
      'admin=disabled': 'ip link set dev {dev} down',
      'admin=enabled': 'ip link set dev {dev} up',
      'connect=disconnected': 'nmcli device disconnect {dev}',
      'connect=connected': 'nmcli device connect {dev}',
      else: 'ip link set dev {dev} up',
    },
    macos: {
      newname: 'networksetup -renamenetworkservice {name} {newname}',
      'admin=disabled': 'networksetup -setnetworkserviceenabled {name} off',
      else: 'networksetup -setnetworkserviceenabled {name} on',
    },
  },
  {
    words: 'interface tcp reset',
    linux: 'sysctl --system # sets what the files in /etc/sysctl.d say',
    macos: 'macOS takes its TCP settings anew at each start: restart it.',
  },
  {
    words: 'interface tcp set global',
    tags: 'rss autotuninglevel congestionprovider ecncapability timestamps fastopen chimney rsc',
    linux: {
      'autotuninglevel=disabled': 'sysctl -w net.ipv4.tcp_moderate_rcvbuf=0',
      autotuninglevel: 'sysctl -w net.ipv4.tcp_moderate_rcvbuf=1',
      'congestionprovider=ctcp': 'sysctl -w net.ipv4.tcp_congestion_control=bbr',
      congestionprovider: 'sysctl -w net.ipv4.tcp_congestion_control=cubic',
      'ecncapability=enabled': 'sysctl -w net.ipv4.tcp_ecn=1',
      'ecncapability=disabled': 'sysctl -w net.ipv4.tcp_ecn=0',
      'timestamps=enabled': 'sysctl -w net.ipv4.tcp_timestamps=1',
      'timestamps=disabled': 'sysctl -w net.ipv4.tcp_timestamps=0',
      'fastopen=enabled': 'sysctl -w net.ipv4.tcp_fastopen=3',
      'fastopen=disabled': 'sysctl -w net.ipv4.tcp_fastopen=0',
      'rss=enabled': 'ethtool -K INTERFACE rxhash on',
      'rss=disabled': 'ethtool -K INTERFACE rxhash off',
      'rsc=enabled': 'ethtool -K INTERFACE gro on',
      'rsc=disabled': 'ethtool -K INTERFACE gro off',
      chimney: 'Linux has no TCP chimney offload: there is nothing to set.',
      else: 'sysctl -a --pattern net.ipv4.tcp',
    },
    macos: {
      'autotuninglevel=disabled': 'sysctl -w net.inet.tcp.doautorcvbuf=0',
      autotuninglevel: 'sysctl -w net.inet.tcp.doautorcvbuf=1',
      chimney: 'macOS has no TCP chimney offload: there is nothing to set.',
      else: 'sysctl net.inet.tcp',
    },
  },
  {
    words: 'interface tcp set heuristics',
    ...everywhere('{system} has no such heuristics: there is nothing to set.'),
  },
  {
    words: 'interface tcp show heuristics',
    ...everywhere('{system} has no such heuristics: there is nothing to show.'),
  },
  {
    words: 'interface tcp set supplemental',
    tags: 'template minrto icw congestionprovider',
    linux: 'sysctl -w net.ipv4.tcp_congestion_control=cubic',
    macos: 'sysctl net.inet.tcp',
  },
  {
    words: 'interface tcp show supplemental',
    linux: 'sysctl net.ipv4.tcp_congestion_control',
    macos: 'sysctl net.inet.tcp',
  },
  {
    words: 'interface teredo',
    linux: 'systemctl status miredo # Linux has Teredo only where miredo is installed',
    macos: TUNNELS,
  },
  { words: 'interface udp', linux: 'ethtool -k INTERFACE', macos: 'sysctl net.inet.udp' },
];
