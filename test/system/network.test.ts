import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PROGRAM, TestHome } from '../program/netsh.ts';

const home = new TestHome();
afterAll(() => home.close());

/** A network of its own: two ends of a cable, one of them named with care, and one interface that is switched off. */
const NETWORK = `
mount -t sysfs sysfs /sys
ip link set lo up
ip link add cable0 mtu 1400 type veth peer name far0
ip link add spare0 type veth peer name spare1
echo 0 > /proc/sys/net/ipv6/conf/cable0/accept_dad
echo 0 > /proc/sys/net/ipv6/conf/cable0/addr_gen_mode
ip link set cable0 up
ip link set far0 up
ip address add 192.0.2.9/25 dev cable0
ip address add 198.51.100.7/24 dev spare0
ip address add 2001:db8::9/64 dev cable0 valid_lft 90061 preferred_lft 3600 nodad
ip address add 2001:db8::a/64 dev cable0 nodad
ip route add default via 192.0.2.1 metric 7
ip route add blackhole 203.0.113.0/24
ip -6 route add 2001:db8:7::/48 via 2001:db8::1 metric 20
ip neighbor add 192.0.2.2 lladdr 02:00:00:00:00:02 dev cable0 nud permanent
ip -6 neighbor add 2001:db8::2 lladdr 02:00:00:00:00:22 dev cable0 nud permanent
`;

/** What commands print in a network of their own; \`before\` is run first, by the shell. */
function inNetwork(lines: readonly string[], before = NETWORK): { out: string[]; err: string } {
  const script = [before, ...lines.map((line) => `${line}; echo "<end>"`)].join('\n');
  const ran = spawnSync('unshare', ['--net', '--mount', 'sh', '-c', `set -e\n${script}`], {
    encoding: 'utf8',
    env: { ...process.env, NETSH_HOME: home.path },
  });
  return { out: ran.stdout.split('<end>\n').slice(0, -1), err: ran.stderr };
}

const netsh = (line: string) => `"${process.execPath}" "${PROGRAM}" interface ${line}`;

describe('in a network of our own, what netsh prints is what the system has', () => {
  let out: Record<string, string>;
  const lines = [
    'show interface',
    'ipv4 show interfaces',
    'ipv4 show addresses',
    'ipv4 show route',
    'ipv4 show neighbors cable0',
    'ipv6 show addresses cable0',
    'ipv6 show neighbors cable0',
    'ipv6 show route --json',
  ];

  beforeAll(() => {
    const ran = inNetwork([...lines.map(netsh), 'ip -j link', 'ip -j -6 route show']);
    expect(ran.err).toBe('');
    out = Object.fromEntries([...lines, 'link', 'route6'].map((line, at) => [line, ran.out[at]!]));
  });

  test('interfaces, and their numbers as ip gives them', () => {
    const states = out['show interface']!;
    expect(states).toContain('\nEnabled        Connected      Loopback         lo\n');
    expect(states).toContain('\nEnabled        Connected      Dedicated        cable0\n');
    expect(states).toContain('\nDisabled       Disconnected   Dedicated        spare0\n');
    const links = JSON.parse(out['link']!) as { ifindex: number; ifname: string; mtu: number }[];
    expect(links).toHaveLength(5);
    for (const { ifindex, ifname, mtu } of links) {
      const row = `${String(ifindex).padStart(3)}           -  ${String(mtu).padStart(10)}  `;
      expect(out['ipv4 show interfaces']).toMatch(new RegExp(`^${row}(dis)?connected +${ifname}$`, 'm'));
    }
  });

  test('IPv4 addresses and gateway, also of an interface that is switched off', () => {
    expect(out['ipv4 show addresses']).toContain(`
Configuration for interface "cable0"
    IP Address:                           192.0.2.9
    Subnet Prefix:                        192.0.2.0/25 (mask 255.255.255.128)
    Default Gateway:                      192.0.2.1
    Gateway Metric:                       7
`);
    expect(out['ipv4 show addresses']).toContain(`
Configuration for interface "spare0"
    IP Address:                           198.51.100.7
    Subnet Prefix:                        198.51.100.0/24 (mask 255.255.255.0)
`);
  });

  test('IPv4 routes with who made them', () => {
    const rows = out['ipv4 show route']!.replaceAll(/ +/g, ' ').split('\n');
    expect(rows).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^No Manual 7 0\.0\.0\.0\/0 \d+ 192\.0\.2\.1$/),
        expect.stringMatching(/^No System 0 192\.0\.2\.0\/25 \d+ cable0$/),
        'No Manual 0 203.0.113.0/24 - refused',
      ]),
    );
  });

  test('neighbors of both versions', () => {
    expect(out['ipv4 show neighbors cable0']).toMatch(/^192\.0\.2\.2 {37}02-00-00-00-00-02 {2}Permanent$/m);
    expect(out['ipv6 show neighbors cable0']).toMatch(/^2001:db8::2 {35}02-00-00-00-00-22 {2}Permanent$/m);
  });

  test('IPv6 addresses with lifetimes', () => {
    const rows = out['ipv6 show addresses cable0']!.split('\n');
    expect(rows).toContain('Manual     Preferred     infinite   infinite 2001:db8::a');
    expect(rows).toContainEqual(
      expect.stringMatching(/^Dynamic {4}Preferred {3} *1d1h\d+m\d+s +(1h0m0s|59m\d+s) 2001:db8::9$/),
    );
    expect(rows).toContainEqual(expect.stringMatching(/^Other .* fe80::[\da-f:]+%\d+$/));
  });

  test('every IPv6 route of ip is there', () => {
    const { routes } = JSON.parse(out['ipv6 show route --json']!) as { routes: Record<string, unknown>[] };
    const known = JSON.parse(out['route6']!) as { dst: string; dev: string; metric: number }[];
    expect(known.length).toBeGreaterThan(2);
    for (const { dst, dev, metric } of known) {
      expect(routes).toContainEqual(expect.objectContaining({ prefix: dst, interface: dev, metric }));
    }
    expect(routes).toContainEqual(
      expect.objectContaining({ prefix: '2001:db8:7::/48', gateway: '2001:db8::1', type: 'Manual' }),
    );
  });
});

test('without the program ip, /proc tells what it knows, and the rest is said not to be told', () => {
  const without = `${NETWORK}\nmount --bind /bin/false "$(readlink -f "$(command -v ip)")"`;
  const { out, err } = inNetwork(
    [
      netsh('ipv4 show addresses cable0'),
      netsh('ipv6 show addresses cable0'),
      netsh('ipv4 show neighbors cable0'),
      netsh('ipv4 show route'),
      `${netsh('ipv6 show neighbors')} || echo "exit $?"`,
    ],
    without,
  );
  expect(out[0]).toContain('    IP Address:                           192.0.2.9\n');
  expect(out[1]).toMatch(/^Manual {5}Preferred {5}infinite {10}- 2001:db8::a$/m);
  expect(out[2]).toMatch(/^192\.0\.2\.2 {37}02-00-00-00-00-02 {2}Permanent$/m);
  expect(out[3]).toMatch(/^No {7}- {9}7 {4}0\.0\.0\.0\/0 /m);
  expect(out[4]).toBe('exit 1\n');
  expect(err).toMatch(/^The IPv6 neighbors cannot be read without the program ip \(package iproute2\)\.\n$/);
});

test('where /sys shows another network than /proc, no interface is made up', () => {
  const { out, err } = inNetwork([`${netsh('show interface')} || echo "exit $?"`], 'ip link set lo up');
  expect(out).toEqual(['exit 1\n']);
  expect(err).toBe('The interfaces cannot be read: /sys shows those of another network namespace.\n');
});
