import { expect, test } from 'vitest';
import { ipv4FromHex, ipv6FromHex } from '../../../src/system/network/hex-address.ts';
import { parsePortRange } from '../../../src/system/network/port-range.ts';
import { parseArp } from '../../../src/system/network/proc-arp.ts';
import { parseTraffic } from '../../../src/system/network/proc-dev.ts';
import { parseIfInet6 } from '../../../src/system/network/proc-if-inet6.ts';
import { parseIpv6Routes } from '../../../src/system/network/proc-ipv6-route.ts';
import { parseRoutes } from '../../../src/system/network/proc-route.ts';
import { parseNameServers } from '../../../src/system/network/resolv-conf.ts';
import { linkFacts } from '../../../src/system/network/sys-net.ts';
import { tcpSettings } from '../../../src/system/network/tcp-settings.ts';

test('addresses as /proc prints them, in either byte order', () => {
  expect(ipv4FromHex('0100A8C0', 'LE')).toBe('192.168.0.1');
  expect(ipv4FromHex('C0A80001', 'BE')).toBe('192.168.0.1');
  expect(ipv6FromHex('20010db8000000000000000000000005')).toBe('2001:db8::5');
  expect(ipv6FromHex('0'.repeat(32))).toBe('::');
});

test('/proc/net/route: gateways, masks, metrics; refused packets have no interface, down routes are none', () => {
  const text = [
    'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT',
    'wlan0\t00000000\t0100A8C0\t0003\t0\t0\t600\t00000000\t0\t0\t0',
    'wlan0\t0000A8C0\t00000000\t0001\t0\t0\t600\t00F0FFFF\t0\t0\t0',
    '*\t0000020A\t00000000\t0201\t0\t0\t0\t00FFFFFF\t0\t0\t0',
    'eth9\t0000030A\t00000000\t0000\t0\t0\t0\t00FFFFFF\t0\t0\t0',
    'broken line',
    '',
  ].join('\n');
  const rows = parseRoutes(text, 'LE').map((one) => [one.prefix, one.gateway, one.interface, one.metric]);
  expect(rows).toEqual([
    ['0.0.0.0/0', '192.168.0.1', 'wlan0', 600],
    ['192.168.0.0/20', null, 'wlan0', 600],
    ['10.2.0.0/24', null, null, 0],
  ]);
});

test('/proc/net/ipv6_route: what the kernel made, what a router said; its last entry is left out', () => {
  const zero = '0'.repeat(32);
  const row = (to: string, length: string, hop: string, metric: string, flags: string, name: string) =>
    `${to} ${length} ${zero} 00 ${hop} ${metric} 00000001 00000000 ${flags}     ${name}`;
  const text = [
    row(`20010db8${'0'.repeat(24)}`, '40', zero, '00000100', '00040001', 'eth0'),
    row(zero, '00', `fe80${'0'.repeat(27)}1`, '00000400', '00450003', 'eth0'),
    row(`${'0'.repeat(31)}1`, '80', zero, '00000000', '80200001', 'lo'),
    row(`ff${'0'.repeat(30)}`, '08', zero, '00000100', '00000001', 'eth0'),
    row(`fd${'0'.repeat(30)}`, '30', zero, '00000400', '00200200', 'lo'),
    row(`fc${'0'.repeat(30)}`, '07', zero, '00000064', '00000001', 'tun0'),
    row(zero, '00', zero, 'ffffffff', '00200200', 'lo'),
  ].join('\n');
  expect(
    parseIpv6Routes(text).map((one) => [one.prefix, one.gateway, one.interface, one.metric, one.type]),
  ).toEqual([
    ['2001:db8::/64', null, 'eth0', 256, 'Autoconf'],
    ['::/0', 'fe80::1', 'eth0', 1024, 'Autoconf'],
    ['::1/128', null, 'lo', 0, 'System'],
    ['ff00::/8', null, 'eth0', 256, 'System'],
    ['fd00::/48', null, null, 1024, null],
    ['fc00::/7', null, 'tun0', 100, null],
  ]);
});

test('/proc/net/arp: known, permanent and unanswered neighbors', () => {
  const text = [
    'IP address       HW type     Flags       HW address            Mask     Device',
    '192.168.0.1      0x1         0x2         aa:bb:cc:00:00:01     *        wlan0',
    '192.168.0.9      0x1         0x6         aa:bb:cc:00:00:09     *        wlan0',
    '192.168.0.77     0x1         0x0         00:00:00:00:00:00     *        eth1',
    '',
  ].join('\n');
  expect(parseArp(text).map((one) => [one.interface, one.address, one.mac, one.type])).toEqual([
    ['wlan0', '192.168.0.1', 'aa:bb:cc:00:00:01', 'Complete'],
    ['wlan0', '192.168.0.9', 'aa:bb:cc:00:00:09', 'Permanent'],
    ['eth1', '192.168.0.77', null, 'Incomplete'],
  ]);
});

/** The address of a line with this scope and these flags. */
function inet6(scope: string, flags: string) {
  return parseIfInet6(`20010db8000000000000000000000005 02 40 ${scope} ${flags}  eth0`)[0];
}

test('/proc/net/if_inet6: state, origin and the lifetime that is told', () => {
  expect(inet6('00', '80')).toEqual({
    interface: 'eth0',
    version: 6,
    address: '2001:db8::5',
    prefixLength: 64,
    state: 'Preferred',
    origin: 'Manual',
    valid: 'infinite',
    preferred: null,
  });
  expect(inet6('00', '01')).toMatchObject({ origin: 'Temporary', valid: null });
  expect(inet6('00', '00')).toMatchObject({ origin: 'Dynamic', valid: null });
  expect(inet6('20', '80')).toMatchObject({ origin: 'Other' });
  expect(inet6('20', 'c0')).toMatchObject({ state: 'Tentative' });
  expect(inet6('00', 'c8')).toMatchObject({ state: 'Duplicate' });
  expect(inet6('00', '20')).toMatchObject({ state: 'Deprecated' });
  expect(parseIfInet6('nonsense\n\n')).toEqual([]);
});

test('/proc/net/dev: bytes in and out, also where no blank follows the name', () => {
  const text = [
    'Inter-|   Receive                                                |  Transmit',
    ' face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed',
    '    lo:     100       1    0    0    0     0          0         0      200       2    0    0    0     0       0          0',
    'eth0.7:4000000000 9 0 0 0 0 0 0 5 1 0 0 0 0 0 0',
    '',
  ].join('\n');
  expect(parseTraffic(text)).toEqual([
    { interface: 'lo', bytesIn: 100, bytesOut: 200 },
    { interface: 'eth0.7', bytesIn: 4_000_000_000, bytesOut: 5 },
  ]);
});

/** An interface with these attributes. */
function link(flags: string, operstate: string, carrier?: string) {
  const attributes = {
    ifindex: '7\n',
    mtu: '1500\n',
    flags: `${flags}\n`,
    operstate: `${operstate}\n`,
    carrier,
  };
  return linkFacts('x', attributes);
}

test('/sys/class/net: switched on, and connected by its link or, where the driver says nothing, its carrier', () => {
  expect(link('0x1003', 'up', '1\n')).toEqual({
    name: 'x',
    index: 7,
    mtu: 1500,
    isEnabled: true,
    isConnected: true,
    isLoopback: false,
  });
  expect(link('0x1003', 'down', '0\n')).toMatchObject({ isEnabled: true, isConnected: false });
  expect(link('0x1002', 'down')).toMatchObject({ isEnabled: false, isConnected: false });
  expect(link('0x9', 'unknown', '1\n')).toMatchObject({ isConnected: true, isLoopback: true });
  expect(linkFacts('y', emptyLink)).toMatchObject({ index: null, mtu: null, isEnabled: false });
});

const emptyLink = {
  ifindex: undefined,
  mtu: undefined,
  flags: undefined,
  operstate: undefined,
  carrier: undefined,
};

test('resolv.conf: name servers in order, nothing else', () => {
  const text =
    '# nameserver 9.9.9.9\nsearch lan\nnameserver 192.168.0.1\n nameserver\tfe80::1%eth0\nnameserver x\n';
  expect(parseNameServers(text)).toEqual(['192.168.0.1', 'fe80::1%eth0']);
});

test('the range of local ports, as its start and how many', () => {
  expect(parsePortRange('32768\t60999\n')).toEqual({ start: 32_768, count: 28_232 });
  expect(parsePortRange('5 4')).toBeUndefined();
  expect(parsePortRange('')).toBeUndefined();
});

test('TCP settings in words of netsh; what cannot be read is not told', () => {
  const none = {
    tcp_moderate_rcvbuf: undefined,
    tcp_congestion_control: undefined,
    tcp_ecn: undefined,
    tcp_timestamps: undefined,
    tcp_syn_retries: undefined,
    tcp_fastopen: undefined,
    hystart: undefined,
  };
  expect(new Set(Object.values(tcpSettings(none)))).toEqual(new Set([null]));
  expect(
    tcpSettings({
      tcp_moderate_rcvbuf: '1\n',
      tcp_congestion_control: 'cubic\n',
      tcp_ecn: '2\n',
      tcp_timestamps: '1\n',
      tcp_syn_retries: '6\n',
      tcp_fastopen: '1027\n',
      hystart: '1\n',
    }),
  ).toEqual({
    autoTuning: 'normal',
    congestionProvider: 'cubic',
    ecn: 'incoming',
    timestamps: 'enabled',
    maxSynRetransmissions: 6,
    fastOpen: 'enabled',
    hyStart: 'enabled',
  });
  const ecn = (value: string) => tcpSettings({ ...none, tcp_ecn: value }).ecn;
  expect(['0', '1', '3', '4', '5', '9'].map(ecn)).toEqual([
    'disabled',
    'enabled',
    'enabled',
    'enabled',
    'incoming',
    null,
  ]);
  const fastOpen = (value: string) => tcpSettings({ ...none, tcp_fastopen: value }).fastOpen;
  expect(['0', '1', '2', '3'].map(fastOpen)).toEqual(['disabled', 'client', 'server', 'enabled']);
  expect(tcpSettings({ ...none, tcp_congestion_control: 'bbr', hystart: '1' }).hyStart).toBeNull();
});
