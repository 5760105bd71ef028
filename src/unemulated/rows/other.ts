import { type UnemulatedRow, everywhere } from '../row.ts';

const RESOLVER = { linux: 'resolvectl status', macos: 'scutil --dns' };
const CAPTURE = 'tcpdump -i any -w trace.pcap # Ctrl-C ends it';
const WINSOCK = '{system} has no Winsock catalog: there is nothing to reset.';

/** Contexts of which few commands are used. */
export const OTHER_ROWS: readonly UnemulatedRow[] = [
  { words: 'branchcache', ...everywhere('BranchCache exists only on Windows: there is nothing to set.') },
  { words: 'bridge', linux: 'bridge link show', macos: 'ifconfig bridge0' },
  { words: 'dhcp', linux: 'systemctl status kea-dhcp4-server', macos: 'bootpd -d' },
  { words: 'dhcpclient', linux: 'nmcli device show', macos: 'ipconfig getpacket en0' },
  { words: 'dnsclient', ...RESOLVER },
  {
    words: 'dnsclient set dnsservers',
    tags: 'name source address register validate',
    linux: { 'source=dhcp': 'resolvectl revert {dev}', else: 'resolvectl dns {dev} {address}' },
    macos: 'networksetup -setdnsservers {name} {address}',
  },
  { words: 'lan', linux: 'nmcli device status', macos: 'networksetup -listallhardwareports' },
  {
    words: 'lan reconnect',
    tags: 'interface',
    linux: 'nmcli device reapply {dev}',
    macos: 'ifconfig {dev} down && ifconfig {dev} up',
  },
  {
    words: 'lan show profiles',
    linux: 'nmcli connection show',
    macos: 'networksetup -listallnetworkservices',
  },
  { words: 'mbn', linux: 'mmcli -L', macos: 'networksetup -listallhardwareports' },
  { words: 'mbn connect', linux: 'mmcli -m 0 --simple-connect=apn=APN', macos: 'scutil --nc list' },
  { words: 'mbn disconnect', linux: 'mmcli -m 0 --simple-disconnect', macos: 'scutil --nc list' },
  { words: 'namespace', linux: 'resolvectl domain', macos: 'scutil --dns' },
  { words: 'netio', ...everywhere('{system} has no such filters: there is nothing to show.') },
  { words: 'nlm', linux: 'nmcli networking connectivity', macos: 'scutil --nwi' },
  { words: 'ras', linux: 'nmcli connection show --active', macos: 'scutil --nc list' },
  { words: 'routing', linux: 'vtysh # of FRRouting, for routes that are exchanged', macos: 'netstat -rn' },
  {
    words: 'routing ip nat',
    linux: 'nft add rule ip nat postrouting masquerade',
    macos: 'pfctl -s nat',
  },
  {
    words: 'routing ip relay add dhcpserver',
    tags: 'ipaddress',
    linux: 'dhcrelay {ipaddress}',
    macos: 'bootpd -r -d',
  },
  { words: 'trace', ...everywhere(CAPTURE) },
  {
    words: 'trace convert',
    ...everywhere('tcpdump -r trace.pcap # reads captures; etl2pcapng converts those of Windows (.etl)'),
  },
  { words: 'trace start', ...everywhere(CAPTURE) },
  { words: 'trace stop', ...everywhere('A capture by tcpdump ends with Ctrl-C in its own terminal.') },
  {
    words: 'wcn',
    ...everywhere('Windows Connect Now exists only on Windows.'),
  },
  { words: 'winsock', ...everywhere(WINSOCK) },
  { words: 'winsock reset', ...everywhere(WINSOCK) },
  {
    words: 'winsock show catalog',
    ...everywhere('{system} has no Winsock catalog: there is nothing to show.'),
  },
];
