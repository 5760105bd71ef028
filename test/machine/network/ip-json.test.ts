import { expect, test } from 'vitest';
import {
  parseIpAddresses,
  parseIpNeighbors,
  parseIpRouteTypes,
  routeKey,
} from '../../../src/system/network/ip-json.ts';
import { ipv4Mask, ipv4Subnet, ipv6Subnet } from '../../../src/system/network/subnet.ts';

const ADDRESSES = JSON.stringify([
  {
    ifname: 'eth0',
    addr_info: [
      {
        family: 'inet',
        local: '192.0.2.9',
        prefixlen: 25,
        scope: 'global',
        dynamic: true,
        valid_life_time: 3600,
        preferred_life_time: 1800,
      },
      {
        family: 'inet6',
        local: '2001:db8::9',
        prefixlen: 64,
        scope: 'global',
        dynamic: true,
        protocol: 'kernel_ra',
        valid_life_time: 86_400,
        preferred_life_time: 0,
        deprecated: true,
      },
      {
        family: 'inet6',
        local: 'fe80::9',
        prefixlen: 64,
        scope: 'link',
        valid_life_time: 4_294_967_295,
        preferred_life_time: 4_294_967_295,
      },
      { family: 'inet6', prefixlen: 64 },
    ],
  },
  {},
  null,
]);

test('addresses of one version, with their lifetimes', () => {
  expect(parseIpAddresses(ADDRESSES, 4)).toEqual([
    {
      interface: 'eth0',
      version: 4,
      address: '192.0.2.9',
      prefixLength: 25,
      state: 'Preferred',
      origin: 'Dynamic',
      valid: 3600,
      preferred: 1800,
    },
  ]);
  expect(
    parseIpAddresses(ADDRESSES, 6)?.map((one) => [
      one.address,
      one.state,
      one.origin,
      one.valid,
      one.preferred,
    ]),
  ).toEqual([
    ['2001:db8::9', 'Deprecated', 'Public', 86_400, 0],
    ['fe80::9', 'Preferred', 'Other', 'infinite', 'infinite'],
  ]);
});

test('neighbors with their state in words of netsh', () => {
  const json = JSON.stringify([
    { dst: 'fe80::1', dev: 'eth0', lladdr: '02:00:00:00:00:01', router: null, state: ['REACHABLE'] },
    { dst: 'fe80::2', dev: 'eth0', state: ['FAILED'] },
    { dst: 'fe80::3', dev: 'eth0', lladdr: '02:00:00:00:00:03', state: ['NEVER_HEARD_OF'] },
    { dev: 'eth0' },
  ]);
  expect(parseIpNeighbors(json, 6)?.map((one) => [one.address, one.mac, one.type, one.isRouter])).toEqual([
    ['fe80::1', '02:00:00:00:00:01', 'Reachable', true],
    ['fe80::2', null, 'Unreachable', false],
    ['fe80::3', '02:00:00:00:00:03', null, false],
  ]);
});

test('who made a route', () => {
  const json = JSON.stringify([
    { dst: 'default', gateway: '192.0.2.1', dev: 'eth0', protocol: 'dhcp', metric: 100 },
    { dst: '192.0.2.0/24', dev: 'eth0', protocol: 'kernel' },
    { dst: '198.51.100.7', dev: 'tun0' },
    { type: 'blackhole', dst: '203.0.113.0/24' },
  ]);
  const types = parseIpRouteTypes(json, 4);
  const typeOf = (prefix: string, gateway: string | null, name: string | null, metric: number) =>
    types?.get(routeKey({ prefix, gateway, interface: name, metric }));
  expect(typeOf('0.0.0.0/0', '192.0.2.1', 'eth0', 100)).toBe('Manual');
  expect(typeOf('192.0.2.0/24', null, 'eth0', 0)).toBe('System');
  expect(typeOf('198.51.100.7/32', null, 'tun0', 0)).toBe('Manual');
  expect(typeOf('203.0.113.0/24', null, null, 0)).toBe('Manual');
  expect(typeOf('192.0.2.0/24', null, 'eth1', 0)).toBeUndefined();
  expect(parseIpRouteTypes('[{"dst":"default","protocol":"ra","dev":"e"}]', 6)?.values().next().value).toBe(
    'Autoconf',
  );
});

test('what is no document of ip is none, and nothing printed is nothing found', () => {
  for (const text of ['BusyBox v1.36', '{"a":1}', '[']) {
    expect(parseIpAddresses(text, 4)).toBeUndefined();
    expect(parseIpNeighbors(text, 4)).toBeUndefined();
    expect(parseIpRouteTypes(text, 4)).toBeUndefined();
  }
  expect(parseIpNeighbors('', 6)).toEqual([]);
});

test('subnets and masks', () => {
  expect(ipv4Subnet('192.0.2.201', 25)).toBe('192.0.2.128/25');
  expect(ipv4Subnet('10.9.8.7', 0)).toBe('0.0.0.0/0');
  expect(ipv4Mask(20)).toBe('255.255.240.0');
  expect(ipv4Mask(32)).toBe('255.255.255.255');
  expect(ipv6Subnet('2001:db8:0:7:1:2:3:4', 64)).toBe('2001:db8:0:7::/64');
  expect(ipv6Subnet('fe80::1', 10)).toBe('fe80::/10');
  expect(ipv6Subnet('::1', 128)).toBe('::1/128');
  expect(ipv6Subnet('::ffff:192.0.2.9', 120)).toBe('::ffff:192.0.2.0/120');
});
