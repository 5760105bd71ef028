import { BlockList, isIP } from 'node:net';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  parseAddresses,
  parseLocalPorts,
  parseProfiles,
  parseProtocol,
  parseRemotePorts,
} from '../../src/firewall/condition-texts.ts';
import { addresses, localPorts, remotePorts, spelled } from './arbitrary-rule.ts';

describe('one spelling', () => {
  test.each([
    ['10.0.0.0/255.0.0.0', '10.0.0.0/8'],
    ['10.1.2.3/8', '10.0.0.0/8'],
    ['10.0.0.5/32', '10.0.0.5'],
    ['10.0.0.5-10.0.0.9', '10.0.0.5-10.0.0.9'],
    ['10.0.0.5 - 10.0.0.5', '10.0.0.5'],
    ['FE80:0:0::1', 'fe80::1'],
    ['::ffff:1.2.3.4', '::ffff:102:304'],
    ['2001:db8::1/32', '2001:db8::/32'],
    ['1.2.3.4/0', '0.0.0.0/0'],
    ['LocalSubnet, 10.0.0.1,localsubnet', 'localsubnet,10.0.0.1'],
    ['Any', 'any'],
  ])('addresses %s', (text, value) => expect(parseAddresses(text)).toEqual({ ok: true, value }));

  test.each([
    ['3389, 7890 ,9050', '3389,7890,9050'],
    ['10001-10004,11000-11100', '10001-10004,11000-11100'],
    ['RPC-EPMap', 'rpc-epmap'],
    ['0080', '80'],
    ['80-80', '80'],
  ])('ports %s', (text, value) => expect(parseLocalPorts(text)).toEqual({ ok: true, value }));

  test.each([
    ['TCP', 'tcp'],
    ['6', 'tcp'],
    ['17', 'udp'],
    ['icmpv4:8,any', 'icmpv4:8,any'],
    ['47', '47'],
  ])('protocol %s', (text, value) => expect(parseProtocol(text)).toEqual({ ok: true, value }));

  test.each([
    ['public,private', 'private,public'],
    ['Domain,private,public', 'any'],
    ['any', 'any'],
  ])('profiles %s', (text, value) => expect(parseProfiles(text)).toEqual({ ok: true, value }));

  test.each([
    ['addresses', addresses, parseAddresses],
    ['local ports', localPorts, parseLocalPorts],
    ['remote ports', remotePorts, parseRemotePorts],
  ])('%s in their one spelling are read as they are', (_what, texts, parse) => {
    fc.assert(
      fc.property(texts, (text) => {
        const value = spelled(parse(text));
        expect(parse(value)).toEqual({ ok: true, value });
      }),
    );
  });
});

test('a network in its one spelling holds the addresses that Node finds in it', () => {
  const network = fc.tuple(fc.ipV4(), fc.integer({ min: 1, max: 31 }), fc.ipV4());
  fc.assert(
    fc.property(network, ([host, length, other]) => {
      const [base = '', prefix = '32'] = spelled(parseAddresses(`${host}/${length}`)).split('/');
      const [typed, stored] = [new BlockList(), new BlockList()];
      typed.addSubnet(host, length);
      stored.addSubnet(base, Number(prefix));
      expect(stored.check(other)).toBe(typed.check(other));
      expect(stored.check(host) && isIP(base) === 4).toBe(true);
    }),
  );
});

describe('refusals', () => {
  test.each([
    '',
    ' ',
    '10.0.0',
    '10.0.0.5:80',
    'server',
    '10.0.0.9-10.0.0.5',
    '10.0.0.1-::1',
    '10.0.0.0/33',
    '10.0.0.0/255.0.255.0',
    '10.0.0.1,',
    'any,10.0.0.1',
    'fe80::1%eth0',
    'a'.repeat(65_536),
    '1,'.repeat(20_000),
  ])('an address: %.40j', (text) =>
    expect(parseAddresses(text)).toMatchObject({ ok: false, refusal: 'value' }),
  );

  test.each(['', 'sshd', '65536', '90-80', '80,', '-1', '80-', '8'.repeat(65_536)])('a port: %.40j', (text) =>
    expect(parseLocalPorts(text)).toMatchObject({ ok: false, refusal: 'port' }),
  );

  test('words of Windows are no ports of the other end', () => {
    expect(parseRemotePorts('rpc')).toMatchObject({ ok: false, refusal: 'port' });
  });

  test.each(['', 'tcpp', '256', 'icmpv4:256,any', 'icmpv4:8', 'tcp,udp'])('a protocol: %j', (text) =>
    expect(parseProtocol(text)).toMatchObject({ ok: false, refusal: 'protocol' }),
  );

  test.each(['', 'home', 'private,home', 'any,public'])('a profile: %j', (text) =>
    expect(parseProfiles(text)).toMatchObject({ ok: false, refusal: 'value' }),
  );
});
