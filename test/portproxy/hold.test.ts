import { expect, test } from 'vitest';
import { entryFrom, type EntryValues } from '../../src/portproxy/entry.ts';
import { type Machine, holdStatus } from '../../src/portproxy/hold.ts';
import type { Services } from '../../src/portproxy/port.ts';

const services: Services = new Map([
  ['http', 80],
  ['www', 80],
]);

const machine: Machine = {
  addresses: ['127.0.0.1', '192.168.1.5', '::1', 'fe80::1', '2001:db8::5'],
  hostname: 'Box.example',
  hosts: new Map([
    ['gate', ['192.168.1.5']],
    ['far', ['10.9.9.9']],
    ['mixed', ['10.9.9.9', '192.168.1.5']],
    ['ip6-localhost', ['::1']],
  ]),
};

function reason(values: Partial<EntryValues>): string | undefined {
  return holdStatus(entryFrom({ family: 'v4tov4', listenPort: '80', ...values }), services, machine)?.reason;
}

test.each<Partial<EntryValues>>([
  { listenAddress: '127.0.0.1', connectAddress: '127.0.0.1' },
  { listenAddress: '127.0.0.1', connectAddress: '127.0.0.1', connectPort: 'http' },
  { listenPort: 'WWW', connectPort: 'http', connectAddress: 'localhost' },
  { connectAddress: '127.0.0.1' },
  { connectAddress: '127.8.8.8' },
  { connectAddress: '192.168.1.5' },
  { connectAddress: '0.0.0.0' },
  { listenAddress: '0.0.0.0', connectAddress: 'localhost' },
  { listenAddress: '0.0.0.0', connectAddress: 'LocalHost.' },
  { listenAddress: '0.0.0.0', connectAddress: 'deep.localhost' },
  { listenAddress: 'localhost', connectAddress: '127.0.0.1' },
  { listenAddress: '127.0.0.1', connectAddress: '0.0.0.0' },
  { listenAddress: '192.168.1.5', connectAddress: 'gate' },
  { listenAddress: 'gate', connectAddress: '192.168.1.5' },
  { connectAddress: 'Gate' },
  { connectAddress: 'mixed' },
  { connectAddress: 'BOX' },
  { connectAddress: 'box.example' },
  { listenAddress: 'unknown.example', connectAddress: 'UNKNOWN.example' },
  { listenPort: '80-90', connectPort: '80-90', connectAddress: '127.0.0.1' },
  { family: 'v6tov6', connectAddress: '::1' },
  { family: 'v6tov6', connectAddress: '0:0::0:1' },
  { family: 'v6tov6', connectAddress: '[::1]' },
  { family: 'v6tov6', connectAddress: '::' },
  { family: 'v6tov6', listenAddress: '::', connectAddress: 'ip6-localhost' },
  { family: 'v6tov6', listenAddress: 'fe80::1%eth0', connectAddress: 'FE80::1%eth0' },
  { family: 'v6tov6', listenAddress: '[2001:db8::5]', connectAddress: '2001:DB8:0::5' },
  { family: 'v4tov6', connectAddress: '::ffff:127.0.0.1' },
  { family: 'v4tov6', listenAddress: '127.0.0.1', connectAddress: '::ffff:7f00:1' },
])('held, since it meets itself: %o', (values) => {
  expect(reason(values)).toMatch(
    /^It would forward to itself \(same address and port on both sides(; [\w.-]+ is [\d.:]+)?\)\. Name another target, or a listenaddress\.$/i,
  );
});

test.each<Partial<EntryValues>>([
  { connectAddress: '127.0.0.1', connectPort: '81' },
  { connectAddress: '10.0.0.1' },
  { connectAddress: 'far' },
  { connectAddress: 'unknown.example' },
  { listenAddress: '192.168.1.5', connectAddress: '127.0.0.1' },
  { listenAddress: '127.0.0.1', connectAddress: '127.0.0.2' },
  { listenAddress: '127.0.0.1', connectAddress: 'gate' },
  { listenAddress: 'far', connectAddress: 'localhost' },
  { family: 'v4tov6', connectAddress: '::1' },
  { family: 'v4tov6', connectAddress: 'localhost' },
  { family: 'v6tov4', connectAddress: '127.0.0.1' },
  { family: 'v6tov4', connectAddress: 'localhost' },
  { family: 'v6tov6', listenAddress: 'fe80::1%eth0', connectAddress: '::1' },
  { family: 'v6tov6', connectAddress: '::ffff:127.0.0.1' },
])('not held: %o', (values) => {
  expect(reason(values)).toBeUndefined();
});

test('a name says what it stands for', () => {
  expect(reason({ connectAddress: 'gate' })).toBe(
    'It would forward to itself (same address and port on both sides; gate is 192.168.1.5). Name another target, or a listenaddress.',
  );
});

test('each target of a list is looked at, with its own port', () => {
  expect(reason({ connectAddress: 'far,127.0.0.1' })).toBe(
    'It would forward to itself (same address and port on both sides, by its target 127.0.0.1). Name another target, or a listenaddress.',
  );
  expect(reason({ connectAddress: 'far,gate:80', connectPort: '81' })).toBe(
    'It would forward to itself (same address and port on both sides; gate is 192.168.1.5). Name another target, or a listenaddress.',
  );
  expect(reason({ family: 'v6tov6', connectAddress: 'fd00::9,[::1]:80', connectPort: '81' })).toMatch(
    /by its target/,
  );
  expect(reason({ connectAddress: 'far,127.0.0.1:81,10.9.9.8' })).toBeUndefined();
  expect(reason({ connectAddress: '127.0.0.1:81,gate:82' })).toBeUndefined();
});

test('a service that the table has forgotten holds the entry', () => {
  expect(reason({ listenPort: 'gopher', connectAddress: 'far' })).toBe(
    'This system does not know the service gopher.',
  );
  expect(reason({ connectPort: 'gopher', connectAddress: 'far' })).toContain('gopher');
});

test('a range meets itself where it connects to a port that it listens on', () => {
  const local = { connectAddress: '127.0.0.1' };
  expect(reason({ ...local, listenPort: '80-90', connectPort: '85' })).toMatch(/to itself/);
  expect(reason({ ...local, listenPort: '80-90', connectPort: '80-90' })).toMatch(/to itself/);
  expect(reason({ ...local, listenPort: '80-90' })).toMatch(/to itself/);
});

test('a range is not held where it leads elsewhere, if only through other ports of its own', () => {
  const local = { connectAddress: '127.0.0.1' };
  expect(reason({ ...local, listenPort: '80-90', connectPort: '81-91' })).toBeUndefined();
  expect(reason({ ...local, listenPort: '80-90', connectPort: '70-80' })).toBeUndefined();
  expect(reason({ ...local, listenPort: '80-90', connectPort: '91' })).toBeUndefined();
  expect(reason({ ...local, listenPort: '80-90', connectPort: '180-190' })).toBeUndefined();
  expect(reason({ listenPort: '80-90', connectPort: '80-90', connectAddress: 'far' })).toBeUndefined();
});

test('what the user has disabled is disabled, whatever else could be said of it', () => {
  const values = { family: 'v4tov4', listenPort: '80', state: 'disabled' } as const;
  expect(holdStatus(entryFrom(values), services, machine)).toEqual({
    state: 'disabled',
    reason: 'It is disabled; set it with state=enabled to use it.',
  });
});
