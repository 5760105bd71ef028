import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { tokenize } from '../../src/language/token.ts';
import { adviceOn } from '../../src/unemulated/advice.ts';

/** The command that the table has for a line, without its remark. */
function commandFor(line: string): string {
  const advice = adviceOn(tokenize(line), ['interface'], 'linux') ?? '';
  expect(advice).toMatch(/^On Linux: /);
  return advice.slice('On Linux: '.length).replace(/ # .*$/, '');
}

/** Carries out what the table has for lines, in a network of its own; what `ip` tells then. */
function carriedOut(lines: readonly string[], tell: string): unknown {
  const setUp = ['ip link set lo up', 'ip link add eth0 type veth peer name eth9'];
  const script = ['set -e', ...setUp, '{', ...lines.map(commandFor), '} > /dev/null', tell].join('\n');
  const ran = spawnSync('unshare', ['--net', 'sh', '-c', script], { encoding: 'utf8' });
  expect({ err: ran.stderr, status: ran.status }).toEqual({ err: '', status: 0 });
  return JSON.parse(ran.stdout || 'null');
}

const UP = 'set interface eth0 admin=enabled';

test('addresses are added, set and deleted', () => {
  const lines = [
    UP,
    'ip add address eth0 10.0.0.5 255.255.255.0',
    'ip add address eth0 10.0.0.6 255.255.255.0',
    'ip set address name=eth0 source=static addr=10.0.0.7 mask=255.255.255.0 gateway=10.0.0.1 gwmetric=1',
    'ip delete address eth0 10.0.0.6',
    'ipv6 add address eth0 2001:db8::5',
    'ipv6 set address eth0 2001:db8::6',
    'ipv6 delete address eth0 2001:db8::5',
    'ipv4 show joins',
    'ipv6 show joins',
  ];
  expect(carriedOut(lines, 'ip -j address show dev eth0 scope global')).toMatchObject([
    {
      addr_info: [
        { local: '10.0.0.5', prefixlen: 24 },
        { local: '10.0.0.7', prefixlen: 24 },
        { local: '2001:db8::6', prefixlen: 64 },
      ],
    },
  ]);
  expect(carriedOut(lines, 'ip -j route show default')).toMatchObject([{ gateway: '10.0.0.1' }]);
});

test('routes and neighbors are added, set and deleted', () => {
  const lines = [
    UP,
    'ip add address eth0 10.0.0.5 255.255.255.0',
    'ipv4 add route 10.1.0.0/16 eth0 10.0.0.1 metric=5',
    'ipv4 set route prefix=10.1.0.0/16 interface=eth0 nexthop=10.0.0.2 metric=5',
    'ipv4 add route 10.2.0.0/16 eth0 10.0.0.1',
    'ipv4 delete route 10.2.0.0/16 eth0 10.0.0.1',
    'ipv6 add address eth0 2001:db8::5',
    'ipv6 add route 2001:db8:1::/48 eth0',
    'ipv6 delete route 2001:db8:1::/48 eth0',
    'ipv4 add neighbors eth0 10.0.0.8 00-aa-bb-cc-dd-08',
    'ipv4 add neighbors eth0 10.0.0.9 00-aa-bb-cc-dd-09',
    'ipv4 set neighbors eth0 10.0.0.9 00-aa-bb-cc-dd-0a',
    'ipv4 delete neighbors eth0 10.0.0.8',
    'ipv6 delete neighbors',
    'ipv4 delete destinationcache',
    'ipv4 show destinationcache',
  ];
  expect(carriedOut(lines, 'ip -j route show 10.0.0.0/7')).toEqual([]);
  expect(carriedOut(lines, 'ip -j route show 10.1.0.0/16')).toMatchObject([
    { gateway: '10.0.0.2', metric: 5 },
  ]);
  expect(carriedOut(lines, 'ip -j route show 10.2.0.0/16')).toEqual([]);
  expect(carriedOut(lines, 'ip -j neighbor show')).toMatchObject([
    { dst: '10.0.0.9', lladdr: '00:aa:bb:cc:dd:0a' },
  ]);
  expect(carriedOut([...lines, 'ip delete arpcache eth0'], 'ip -j neighbor show nud reachable')).toEqual([]);
});

test('interfaces are renamed and switched, and take an MTU', () => {
  const lines = [
    'set interface eth9 newname=lan0',
    'ipv4 set subinterface lan0 mtu=1400',
    UP,
    'set interface eth0 disabled',
  ];
  expect(carriedOut(lines, 'ip -j link show lan0')).toMatchObject([{ ifname: 'lan0', mtu: 1400 }]);
  expect(carriedOut(lines, 'ip -j link show eth0')).toMatchObject([{ operstate: 'DOWN' }]);
});

test('settings are settings of the kernel', () => {
  const lines = [
    'ipv4 set interface eth0 forwarding=enabled',
    'ipv4 set dynamicportrange tcp start=20000 num=1001',
    'ipv4 add excludedportrange tcp 20010 3',
    'ipv4 show excludedportrange tcp',
    'ipv4 set global icmpredirects=disabled defaultcurhoplimit=70',
    'ipv4 set global icmpredirects=disabled',
    'ipv6 set global randomizeidentifiers=enabled',
    'ipv6 set privacy state=enabled',
    'ipv6 show privacy',
    'ipv6 install',
    'tcp set global ecncapability=enabled',
    'tcp set global timestamps=disabled',
    'tcp set global fastopen=enabled',
  ];
  const names = [
    'net.ipv4.conf.eth0.forwarding',
    'net.ipv4.ip_local_port_range',
    'net.ipv4.ip_local_reserved_ports',
    'net.ipv4.ip_default_ttl',
    'net.ipv4.conf.all.accept_redirects',
    'net.ipv6.conf.default.addr_gen_mode',
    'net.ipv6.conf.all.use_tempaddr',
    'net.ipv4.tcp_ecn',
    'net.ipv4.tcp_timestamps',
    'net.ipv4.tcp_fastopen',
  ];
  const tell = `printf '['; for name in ${names.join(' ')}; do printf '"%s",' "$(sysctl -n $name | tr '\\t' ' ')"; done; printf '0]'`;
  expect(carriedOut(lines, tell)).toEqual([
    '1',
    '20000 21000',
    '20010-20012',
    '70',
    '0',
    '3',
    '2',
    '1',
    '0',
    '3',
    0,
  ]);
});

test('what only shows finds its program and its options', () => {
  const lines = [
    'ipv4 show tcpconnections',
    'ipv6 show udpconnections',
    'ipv4 show ipstats',
    'ipv4 show global',
    'ipv6 show global',
    'ipv6 show prefixpolicies',
    'ipv4 show compartments',
    'ipv6 add prefixpolicy 2001:db8::/32 30 9',
  ];
  expect(carriedOut(lines, 'ip -j -6 addrlabel list')).toContainEqual(
    expect.objectContaining({ address: '2001:db8::', label: 9 }),
  );
});
