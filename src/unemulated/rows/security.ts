import { type UnemulatedRow, everywhere } from '../row.ts';

const RULE =
  'netsh advfirewall firewall add rule name={name} dir=in action=allow protocol={protocol} localport={port}';
const IPSEC = { linux: 'swanctl --list-conns', macos: 'setkey -D -P' };
const OPENING = {
  tags: 'protocol port name mode scope profile',
  ...everywhere({
    'mode=disable': 'netsh advfirewall firewall delete rule name=all protocol={protocol} localport={port}',
    'protocol=all': `${RULE.replace('{protocol}', 'any').replace(' localport={port}', '')} # on port {port}: one rule for TCP, one for UDP`,
    else: `${RULE} # for entries of portproxy; for other programs: the firewall of {system}`,
  }),
};

/** What `advfirewall` has here and not there, the old `firewall`, IPsec and filters. */
export const SECURITY_ROWS: readonly UnemulatedRow[] = [
  { words: 'advfirewall consec', ...IPSEC },
  {
    words: 'advfirewall export',
    tags: 'path',
    ...everywhere('netsh dump > rules.txt # rules are in it, as #netsh: lines'),
  },
  {
    words: 'advfirewall import',
    tags: 'path',
    ...everywhere('netsh -f rules.txt # what netsh dump wrote; only Windows reads a .wfw file'),
  },
  { words: 'advfirewall mainmode', ...IPSEC },
  { words: 'advfirewall monitor', linux: 'ip xfrm state', macos: 'setkey -D' },
  {
    words: 'advfirewall monitor show firewall',
    ...everywhere('netsh advfirewall firewall show rule name=all'),
  },
  { words: 'advfirewall set global', ...IPSEC },
  { words: 'advfirewall show global', ...IPSEC },
  {
    words: 'advfirewall set store',
    ...everywhere('Group policies exist only on Windows; netsh-shell has one store of rules.'),
  },
  {
    words: 'advfirewall show store',
    ...everywhere('Group policies exist only on Windows; netsh-shell has one store of rules.'),
  },
  {
    words: 'firewall',
    ...everywhere('netsh advfirewall firewall ? # replaces the old firewall context'),
  },
  {
    words: 'firewall add allowedprogram',
    ...everywhere('Rules here allow ports, not programs: advfirewall firewall add rule … localport=PORT.'),
  },
  { words: 'firewall add portopening', ...OPENING },
  {
    words: 'firewall delete portopening',
    tags: 'protocol port',
    ...everywhere('netsh advfirewall firewall delete rule name=all protocol={protocol} localport={port}'),
  },
  {
    words: 'firewall set opmode',
    tags: 'mode exceptions',
    ...everywhere({
      'mode=disable': 'netsh advfirewall set allprofiles state off',
      else: 'netsh advfirewall set allprofiles state on',
    }),
  },
  { words: 'firewall set portopening', ...OPENING },
  {
    words: 'firewall set service',
    ...everywhere('Rules here allow ports, not services: advfirewall firewall add rule … localport=PORT.'),
  },
  { words: 'firewall show', ...everywhere('netsh advfirewall show allprofiles') },
  { words: 'ipsec', linux: 'ip xfrm policy', macos: 'setkey -D -P' },
  { words: 'ipsecdosprotection', linux: 'nft list ruleset', macos: 'pfctl -s rules' },
  { words: 'rpc', ...everywhere('{system} has no filters for the RPC of Windows: there is nothing to set.') },
  { words: 'wfp', linux: 'nft list ruleset', macos: 'pfctl -s rules' },
  { words: 'wfp capture', linux: 'tcpdump -i any -w trace.pcap', macos: 'tcpdump -i any -w trace.pcap' },
];
