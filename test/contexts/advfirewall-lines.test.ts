import { describe, expect, test } from 'vitest';
import { root } from '../../contexts/root.ts';
import { NO_FACTS } from '../../src/language/facts.ts';
import { read } from '../../src/language/read.ts';

// Lines of real scripts, with their variables filled in.

/** How a line is read: the words of its command, or the code of its error and which of netsh's refusals it gets. */
function answer(line: string): string {
  const reading = read(line, [root], NO_FACTS);
  if (reading.kind === 'command') {
    const { path, group, command } = reading.subject;
    return [...path.slice(1), group, command].flatMap((one) => one?.name ?? []).join(' ');
  }
  if (reading.kind !== 'failed') return reading.kind;
  const { problem } = reading;
  return problem.code === 'unacceptable' ? `${problem.code} ${problem.refusal}` : problem.code;
}

const ADD = 'advfirewall firewall add rule';
const DELETE = 'advfirewall firewall delete rule';
const SET = 'advfirewall firewall set rule';
const SHOW = 'advfirewall firewall show rule';

describe.each<[string, readonly string[]]>([
  [
    ADD,
    [
      'netsh advfirewall firewall add rule name="Open Port 8080 for WSL2" dir=in action=allow protocol=TCP localport=8080',
      'netsh advfirewall firewall add rule name="Allow sshd"  dir=in protocol=TCP action=allow localport=22',
      'netsh advfirewall firewall add rule name="9000-RTK_Sync" dir=in action=allow localport=9000 protocol=TCP remoteip=any profile=any',
      'netsh advfirewall firewall add rule  name="tcp" dir=in protocol=tcp localport=3389,7890,9050 action=allow',
      'netsh advfirewall firewall add rule name="WSL MCP 8100" dir=in action=allow protocol=tcp localport=8100 localip=192.168.32.1',
      'netsh advfirewall firewall add rule name="PKMAI Ray worker inbound" dir=in action=allow protocol=TCP localip=10.8.0.2 localport=10001-10004,11000-11100 profile=any',
      'netsh advfirewall firewall add rule name="PortProxy_80_OUT" dir=out action=allow protocol=TCP remoteport=80',
      'netsh advfirewall firewall add rule name="Allow EKonyv port forwarding" dir=in action=allow profile=private protocol=TCP localport=8080',
      'NETSH AdvFirewall Firewall add rule name="Ubuntu Port Forward" dir=in action=allow protocol=TCP localport=22',
      'netsh advfirewall firewall add rule name= "deny tcp 21" dir=in protocol=tcp localport=21 action=block',
      'netsh advfirewall firewall add rule name=”forwarded_RDPport_3340” protocol=TCP dir=in localip=10.1.1.110  localport=3340 action=allow',
      'netsh advfirewall firewall add rule name=Allow-ping protocol=icmpv4 dir=in action=allow',
      String.raw`netsh advfirewall firewall add rule dir=in name ="WMI" program=C:\windows\system32\svchost.exe service=winmgmt action = allow protocol=TCP localport=any`,
      String.raw`netsh advfirewall firewall add rule name=n dir=in action=allow program="C:\Program Files\nodejs\node.exe" enable=yes`,
      'netsh advfirewall firewall add rule name="Duplicati" protocol="TCP" localport=8200 action=allow dir=IN',
      'netsh advfirewall firewall add rule name="d2limit..." dir=in action=block profile=any remoteport=30000-30009 protocol=tcp interfacetype=any',
      // Short for interfacetype, as every tag may be cut short.
      'netsh advfirewall firewall add rule name="BLOCKDWS" dir=in interface=any action=block remoteip=10.0.0.77',
      'netsh advfirewall firewall add rule "name=My rule" dir=in action=allow',
      'netsh adv f a r n="WSA-LoopOut" dir=out act=allow remoteip=127.0.0.1',
      'netsh adv firewall a r n=”PingIn” dir=in act=allow prof=any prot=icmpv4:8,any ',
      'netsh adv f a r n=DC-TCP-In dir=in act=allow prof=any prot=tcp localport=88,135,389,445,636,3268',
      String.raw`netsh adv f a r n=LSASS-Out dir=out act=allow prof=any prog="C:\Windows\System32\lsass.exe"`,
      'NETSH ADVFIREWALL FIREWALL ADD RULE NAME="Vizitor SQL (LAN)" DIR=IN ACTION=ALLOW PROTOCOL=TCP LOCALPORT=1433 REMOTEIP=LocalSubnet',
      'advfirewall firewall add rule name=APF-KillSwitch-VPN dir=out action=allow remoteip=10.0.0.1 enable=yes',
    ],
  ],
  [
    DELETE,
    [
      'netsh advfirewall firewall delete rule name="wsl-port-80"',
      'netsh advfirewall firewall delete rule  name=all',
      'netsh advfirewall firewall delete rule name="Allow EKonyv port forwarding" dir=in profile=private protocol=TCP',
      'netsh advfirewall firewall delete rule name=all dir=in protocol=TCP localport=8080',
      'netsh advfirewall firewall delete rule *',
      'netsh advfirewall firewall del rule name=wsl_ssh_port',
      'netsh adv f delete rule name="y"',
      'netsh advfirewall firewall delete rule name="Block Interbase 3050" protocol=tcp localport=3050',
    ],
  ],
  [
    SET,
    [
      'advfirewall firewall set rule group="Découverte du réseau" new enable=Yes',
      'netsh advfirewall firewall set rule group=”Windows_Firewall” new enable =yes',
    ],
  ],
  [
    SHOW,
    [
      'netsh advfirewall firewall show rule name="TRAI Frontend 8085"',
      'netsh advfirewall firewall show rule "name=SuperPuTTY"',
      'netsh advfirewall firewall show rule name=all',
      'netsh advfirewall firewall show rule "ALLOW TCP PORT 2223"',
      'netsh advfirewall firewall show rule "newrule" verbose',
      'netsh advfirewall firewall show rule "name=web" verbose',
      'netsh advfirewall firewall show rule name=all dir=in verbose',
    ],
  ],
  [
    'advfirewall set allprofiles',
    [
      'netsh advfirewall set allprofiles state off',
      'netsh advfirewall set AllProfiles state on ',
      'netsh advfirewall set allprofiles firewallpolicy blockinbound,allowoutbound',
      'netsh advfirewall set allprofiles firewallpolicy blockinbound,blockoutbound',
      'netsh adv set allprofiles firewallpolicy "blockinbound, allowoutbound"',
      'netsh adv set all state on',
    ],
  ],
  ['advfirewall set currentprofile', ['netsh advfirewall set currentprofile state off']],
  ['advfirewall set domainprofile', ['netsh advfirewall set domainprofile state on']],
  ['advfirewall set privateprofile', ['netsh advfirewall set privateprofile state on']],
  ['advfirewall reset', ['netsh advfirewall reset']],
  ['advfirewall show allprofiles', ['netsh advfirewall show allprofiles', 'netsh adv show all state']],
  [
    'unacceptable value',
    [
      'netsh advfirewall firewall add rule name="" dir=in action=allow protocol=TCP localport=',
      'netsh advfirewall set allprofiles firewallpolicy blackinbound,allowoutbound',
    ],
  ],
  [
    'unacceptable port',
    ['netsh advfirewall firewall add rule name=s dir=in action=allow protocol=tcp localport=sshd'],
  ],
  ['unacceptable protocol', ['netsh advfirewall firewall add rule name=s dir=in action=allow protocol=256']],
  [
    'unknown-tag',
    [
      'netsh advfirewall firewall add rule name=Windows Security Port dir=in action=allow protocol=TCP localport=3389',
      'netsh advfirewall firewall delete rule name="RDP-Premium" dir=in -ErrorAction SilentlyContinue',
      'netsh advfirewall firewall delete rule group=Sletchy',
    ],
  ],
  // What Windows has besides, and a relay has not.
  [
    'too-many',
    [
      String.raw`netsh advfirewall set currentprofile logging filename "C:\tmp\tmp.log"`,
      'netsh advfirewall set Publicprofile logging droppedconnections enable',
    ],
  ],
  [
    'unknown-command',
    [
      'netsh advfirewall set allrprofiles state on',
      'netsh advfirewall set store gpo=COMPUTER',
      'netsh innetsh advfirewall firewall delete rule name="Allow Port 11434"',
    ],
  ],
  ['help', ['netsh advfirewall set currentprofile ?']],
])('%s', (expected, lines) => {
  test.each(lines)('%s', (line) => expect(answer(line)).toBe(expected));
});
