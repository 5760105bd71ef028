import { describe, expect, test } from 'vitest';
import { tokenize } from '../../src/language/token.ts';
import { adviceOn } from '../../src/unemulated/advice.ts';

const on =
  (platform: NodeJS.Platform) =>
  (line: string, contexts: readonly string[] = []) =>
    adviceOn(tokenize(line), contexts, platform);
const onLinux = on('linux');

describe('values of the line stand where the command of the system has them', () => {
  test.each([
    ['wlan show profiles', 'nmcli connection show'],
    ['WLAN SH PROF name=Home key=CLEAR', 'nmcli --show-secrets connection show id Home'],
    ['wlan show profile "My Home"', "nmcli connection show id 'My Home'"],
    [
      'interface ip set address name=eth0 source=static addr=10.0.0.5 mask=255.255.255.128 gateway=10.0.0.1 gwmetric=1',
      'ip address replace 10.0.0.5/25 dev eth0 && ip route replace default via 10.0.0.1',
    ],
    [
      'int ipv4 set addr name = eth0 source = static addr = 10.0.0.5/8',
      'ip address replace 10.0.0.5/8 dev eth0',
    ],
    ['int ip set address eth0 dhcp', 'nmcli device modify eth0 ipv4.method auto'],
    ['int ip set address name=eth0 gateway=10.0.0.1', 'ip route replace default via 10.0.0.1'],
    ['int ip add address eth0 10.0.0.5 255.255.255.0', 'ip address add 10.0.0.5/24 dev eth0'],
    ['int ipv6 add address eth0 2001:db8::5', 'ip -6 address add 2001:db8::5/64 dev eth0'],
    ['int ip add address eth0 10.0.0.5 255.0.255.0', 'ip address add 10.0.0.5/LENGTH dev eth0'],
    ['int ip add address "Ethernet 2" 10.0.0.5 255.0.0.0', 'ip address add 10.0.0.5/8 dev INTERFACE'],
    ['int ip add address 12 10.0.0.5 255.0.0.0', 'ip address add 10.0.0.5/8 dev INTERFACE'],
    ['int ip set dns eth0 dhcp', 'resolvectl revert eth0'],
    ['int ip set dns eth0 static 9.9.9.9 register=PRIMARY', 'resolvectl dns eth0 9.9.9.9'],
    [
      'int ipv4 add route 10.1.0.0/16 eth0 10.0.0.1 metric=5',
      'ip route add 10.1.0.0/16 via 10.0.0.1 dev eth0 metric 5',
    ],
    ['int ipv4 add route 10.1.0.0/16 eth0', 'ip route add 10.1.0.0/16 dev eth0'],
    [
      'int ipv4 add neighbors eth0 10.0.0.7 00-AA-BB-0c-0d-0e',
      'ip neighbor replace 10.0.0.7 lladdr 00:aa:bb:0c:0d:0e dev eth0',
    ],
    ['int ip delete arpcache', 'ip neighbor flush all'],
    ['int ipv4 set subinterface eth0 mtu=1400 store=persistent', 'ip link set dev eth0 mtu 1400'],
    ['int ipv4 set interface eth0.7 forwarding=enable', 'sysctl -w net/ipv4/conf/eth0.7/forwarding=1'],
    [
      'int ipv4 set dynamicportrange tcp start=10000 num=5001',
      'sysctl -w net.ipv4.ip_local_port_range="10000 15000"',
    ],
    ['interface set interface eth0 disabled', 'ip link set dev eth0 down'],
    ['interface set interface name=eth0 newname=lan0', 'ip link set dev eth0 name lan0'],
    ['interface tcp set global ecn=enabled', 'sysctl -w net.ipv4.tcp_ecn=1'],
    [
      'winhttp set proxy 10.0.0.1:8080',
      'export http_proxy=http://10.0.0.1:8080 https_proxy=http://10.0.0.1:8080',
    ],
    ['http show sslcert ipport=10.0.0.1:443', 'openssl s_client -connect 10.0.0.1:443 -showcerts'],
    ['routing ip relay add dhcpserver 10.0.0.3', 'dhcrelay 10.0.0.3'],
  ])('%s: %s', (line, expected) => expect(onLinux(line)).toBe(`On Linux: ${expected}`));
});

test('a value that a shell or a program could take for more than a value is quoted, or its name stands for it', () => {
  expect(onLinux('wlan connect name="a; reboot"')).toBe("On Linux: nmcli connection up id 'a; reboot'");
  expect(onLinux('wlan connect name="a && (b) | c > d & #"')).toBe(
    "On Linux: nmcli connection up id 'a && (b) | c > d & #'".replace("'a && (b) | c > d & #'", 'NAME'),
  );
  const unsafe = [
    '$(reboot)',
    '`reboot`',
    "it's",
    '--help',
    '%SSID%',
    '!x!',
    '{{x}}',
    'a\u001b[2J',
    'a\u202eb',
    'x'.repeat(101),
  ];
  for (const value of unsafe) {
    expect(onLinux(`wlan connect name=${value}`), value).toBe('On Linux: nmcli connection up id NAME');
  }
});

test('a password of the line is never repeated', () => {
  expect(onLinux('wlan set hostednetwork mode=allow ssid=me key=secret99')).toBe(
    'On Linux: nmcli device wifi hotspot ssid me password PASSWORD',
  );
});

test('words count from the context of the line, then from those above it, as netsh reads them', () => {
  const add = 'On Linux: ip address add 10.0.0.5/24 dev eth0';
  expect(onLinux('add address eth0 10.0.0.5/24', ['interface', 'ipv4'])).toBe(add);
  expect(onLinux('interface ip add address eth0 10.0.0.5/24', ['interface', 'portproxy'])).toBe(add);
  expect(onLinux('ip add address eth0 10.0.0.5/24', ['interface', 'portproxy'])).toBe(add);
  expect(onLinux('add address eth0 10.0.0.5/24', ['interface', 'portproxy'])).toBeUndefined();
  expect(onLinux('foo', ['interface', 'ipv4'])).toBeUndefined();
});

test('words that no row begins with have no advice, nor has a short word that leads only into a context', () => {
  for (const line of [
    'foo',
    '',
    'show all',
    'interface foo',
    'int ipv4 show foo',
    'ip addr',
    'l',
    'w show',
    'portproxy',
  ]) {
    expect(onLinux(line), line).toBeUndefined();
  }
  expect(onLinux('wla foo bar')).toBe('On Linux: nmcli device wifi');
});

test('a context of Windows has advice too, alone and with words that are not in the table', () => {
  expect(onLinux('wlan')).toBe('On Linux: nmcli device wifi');
  expect(onLinux('wlan refresh hostednetwork')).toBe('On Linux: nmcli device wifi');
  expect(onLinux('winsock reset catalog')).toBe('Linux has no Winsock catalog: there is nothing to reset.');
});

test('on macOS its own programs, on Windows its netsh, elsewhere nothing', () => {
  const line = 'interface ip set address "Wi-Fi" static 10.0.0.5 255.255.255.0 10.0.0.1';
  expect(on('darwin')(line)).toBe('On macOS: networksetup -setmanual Wi-Fi 10.0.0.5 255.255.255.0 10.0.0.1');
  expect(on('darwin')('interface ipv4 show compartments')).toBe(
    'macOS has one network for all programs, and no compartments.',
  );
  expect(on('darwin')('winsock reset')).toBe('macOS has no Winsock catalog: there is nothing to reset.');
  expect(on('freebsd')(line)).toBeUndefined();
  const windows = on('win32');
  const own = String.raw`Run it in Windows' own netsh: %SystemRoot%\System32\netsh.exe`;
  expect(windows('wlan show profiles name="My Home"')).toBe(`${own} wlan show profiles name="My Home"`);
  expect(windows('set address eth0 dhcp', ['interface', 'ipv4'])).toBe(
    `${own} interface ipv4 set address eth0 dhcp`,
  );
  expect(windows('wlan connect name="a & calc"')).toBe(
    String.raw`Run it in Windows' own netsh (%SystemRoot%\System32\netsh.exe).`,
  );
  expect(windows('foo')).toBeUndefined();
});
