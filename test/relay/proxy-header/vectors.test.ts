import { expect, test } from 'vitest';
import { readHeader } from '../../../src/relay/proxy-header/read-header.ts';
import { writeHeader } from '../../../src/relay/proxy-header/write-header.ts';

const SIGNATURE = '0d0a0d0a000d0a515549540a';
const PAYLOAD = Buffer.from('GET / HTTP/1.1\r\n');

/** The reading of a header with bytes of the client behind it. */
function reading(header: Buffer): unknown {
  const read = readHeader(Buffer.concat([header, PAYLOAD]));
  return read.kind === 'whole' ? { ...read, length: read.length - header.length } : read;
}

function whole(from: string, to: string, fromPort: number, toPort: number): unknown {
  const addresses = {
    source: { address: from, port: fromPort },
    destination: { address: to, port: toPort },
  };
  return { kind: 'whole', length: 0, addresses };
}

const itself = { kind: 'whole', length: 0, addresses: undefined };
const v1 = (line: string): Buffer => Buffer.from(`${line}\r\n`, 'latin1');
const v2 = (hex: string): Buffer => Buffer.from(SIGNATURE + hex.replaceAll(' ', ''), 'hex');
const zeros = (bytes: number): string => '00'.repeat(bytes);
const longest = 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff';

test.each([
  // The example of the protocol's text, and its longest lines.
  ['PROXY TCP4 192.168.0.1 192.168.0.11 56324 443', whole('192.168.0.1', '192.168.0.11', 56_324, 443)],
  [
    'PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535',
    whole('255.255.255.255', '255.255.255.255', 65_535, 65_535),
  ],
  [`PROXY TCP6 ${longest} ${longest} 65535 65535`, whole(longest, longest, 65_535, 65_535)],
  ['PROXY TCP6 2001:DB8::1 ::1 0 1', whole('2001:db8::1', '::1', 0, 1)],
  ['PROXY TCP6 ::ffff:1.2.3.4 ::ffff:102:305 1 2', whole('::ffff:1.2.3.4', '::ffff:1.2.3.5', 1, 2)],
  ['PROXY UNKNOWN', itself],
  ['PROXY UNKNOWN ', itself],
  [`PROXY UNKNOWN ${longest} ${longest} 65535 65535`, itself],
  ['PROXY UNKNOWN whatever \x00\xff', itself],
])('version 1: %s', (line, expected) => {
  expect(reading(v1(line))).toEqual(expected);
});

test.each([
  [
    'TCP over IPv4',
    '21 11 000c c0a80001 c0a8000b dc04 01bb',
    whole('192.168.0.1', '192.168.0.11', 56_324, 443),
  ],
  [
    'TCP over IPv6',
    `21 21 0024 20010db8${zeros(11)}01 ${zeros(15)}01 dc04 01bb`,
    whole('2001:db8::1', '::1', 56_324, 443),
  ],
  [
    'an IPv4-mapped address',
    `21 21 0024 ${zeros(10)}ffff01020304 ${zeros(15)}01 0001 0002`,
    whole('::ffff:1.2.3.4', '::1', 1, 2),
  ],
  [
    'TLVs: ALPN, and no operation',
    '21 11 0014 7f000001 7f000002 0001 0002 01 0002 6832 04 0000',
    whole('127.0.0.1', '127.0.0.2', 1, 2),
  ],
  [
    'TLVs that are cut off',
    '21 11 000e 7f000001 7f000002 0001 0002 01 ff',
    whole('127.0.0.1', '127.0.0.2', 1, 2),
  ],
  ['LOCAL without addresses', '20 00 0000', itself],
  ['LOCAL with addresses', '20 11 000c 7f000001 7f000002 0001 0002', itself],
  ['LOCAL with a family that nobody knows', '20 ff 0003 010203', itself],
  ['UNSPEC', '21 00 0000', itself],
  ['UNSPEC with bytes', '21 00 0005 0102030405', itself],
  ['UNSPEC transport over IPv4', '21 10 0000', itself],
  ['UDP over IPv4', '21 12 000c 7f000001 7f000002 0001 0002', itself],
  ['UDP over IPv6', `21 22 0024 ${zeros(36)}`, itself],
  ['a stream of UNIX', `21 31 00d8 ${zeros(216)}`, itself],
  ['a datagram socket of UNIX', `21 32 00d8 ${zeros(216)}`, itself],
  [
    'the longest that is taken',
    `21 11 0ff0 7f000001 7f000002 0001 0002 04 0fe1 ${zeros(4_065)}`,
    whole('127.0.0.1', '127.0.0.2', 1, 2),
  ],
])('version 2: %s', (_, hex, expected) => {
  expect(reading(v2(hex))).toEqual(expected);
});

test.each([
  ['another protocol', Buffer.from('GET'), 'signature'],
  ['lower case', Buffer.from('proxy TCP4'), 'signature'],
  ['two spaces', v1('PROXY  TCP4 1.2.3.4 1.2.3.5 1 2'), 'line'],
  ['no space', Buffer.from('PROXYX'), 'signature'],
  ['another family', v1('PROXY TCP5 1.2.3.4 1.2.3.5 1 2'), 'line'],
  ['UDP', v1('PROXY UDP4 1.2.3.4 1.2.3.5 1 2'), 'line'],
  ['UNKNOWN as a part of a word', v1('PROXY UNKNOWNS'), 'line'],
  ['IPv6 as IPv4', v1('PROXY TCP4 ::1 ::1 1 2'), 'line'],
  ['IPv4 as IPv6', v1('PROXY TCP6 1.2.3.4 1.2.3.5 1 2'), 'line'],
  ['families that differ', v1('PROXY TCP4 1.2.3.4 ::1 1 2'), 'line'],
  ['a number above 255', v1('PROXY TCP4 1.2.3.256 1.2.3.5 1 2'), 'line'],
  ['a zero in front', v1('PROXY TCP4 1.2.3.04 1.2.3.5 1 2'), 'line'],
  ['a zero in front of a port', v1('PROXY TCP4 1.2.3.4 1.2.3.5 01 2'), 'line'],
  ['a port above 65535', v1('PROXY TCP4 1.2.3.4 1.2.3.5 1 65536'), 'line'],
  ['a port too few', v1('PROXY TCP4 1.2.3.4 1.2.3.5 1'), 'line'],
  ['a word too many', v1('PROXY TCP4 1.2.3.4 1.2.3.5 1 2 3'), 'line'],
  ['a zone', v1('PROXY TCP6 fe80::1%eth0 ::1 1 2'), 'line'],
  ['two double colons', v1('PROXY TCP6 1::2::3 ::1 1 2'), 'line'],
  ['LF alone', Buffer.from('PROXY UNKNOWN\n'), 'line'],
  ['CR alone', Buffer.from('PROXY UNKNOWN\rX'), 'line'],
  ['CR inside', Buffer.from('PROXY UNKNOWN \r \r\n'), 'line'],
  ['a line of 108 bytes', v1(`PROXY UNKNOWN ${'x'.repeat(92)}`), 'length'],
  ['a line without an end', Buffer.from(`PROXY UNKNOWN ${'x'.repeat(93)}`), 'length'],
  ['a signature with a fault', Buffer.from('0d0a0d0a000d0a515549540b', 'hex'), 'signature'],
  ['version 1 in binary', v2('11'), 'version'],
  ['version 3', v2('31 11 000c'), 'version'],
  ['a command that nobody knows', v2('22'), 'command'],
  ['a family that nobody knows', v2('21 41'), 'family'],
  ['a transport that nobody knows', v2('21 13'), 'family'],
  ['too short for IPv4', v2('21 11 000b'), 'length'],
  ['too short for IPv6', v2('21 21 000c'), 'length'],
  ['too short for UNIX', v2('21 31 00d7'), 'length'],
  ['too long', v2('21 11 0ff1'), 'length'],
  ['the longest there can be', v2('20 00 ffff'), 'length'],
])('wrong: %s', (_, bytes, fault) => {
  expect(readHeader(bytes)).toEqual({ kind: 'wrong', fault });
});

const from = (address: string, port: number): { address: string; port: number } => ({ address, port });

test.each([
  ['PROXY TCP4 192.168.0.1 192.168.0.11 56324 443', from('192.168.0.1', 56_324), from('192.168.0.11', 443)],
  ['PROXY TCP6 2001:db8::1 ::1 0 65535', from('2001:db8::1', 0), from('::1', 65_535)],
  ['PROXY TCP6 fe80::1 fe80::2 1 2', from('fe80::1%eth0', 1), from('fe80::2%7', 2)],
  // Mixed families are told as one, in groups of hexadecimal digits alone.
  ['PROXY TCP6 ::1 ::ffff:102:304 1 2', from('::1', 1), from('1.2.3.4', 2)],
  ['PROXY TCP6 ::ffff:102:304 ::1 1 2', from('1.2.3.4', 1), from('::1', 2)],
])('version 1 is written as %s', (line, source, destination) => {
  expect(writeHeader('v1', { source, destination }).toString('latin1')).toBe(`${line}\r\n`);
});

test.each([
  ['21 11 000c c0a80001 c0a8000b dc04 01bb', from('192.168.0.1', 56_324), from('192.168.0.11', 443)],
  [`21 21 0024 ${zeros(10)}ffff01020304 ${zeros(15)}01 0001 0002`, from('1.2.3.4', 1), from('::1', 2)],
])('version 2 is written as %s', (hex, source, destination) => {
  expect(writeHeader('v2', { source, destination })).toEqual(v2(hex));
  // Datagrams differ in the transport alone.
  const datagrams = v2(hex);
  datagrams[13]! += 1;
  expect(writeHeader('v2', { source, destination }, 'datagram')).toEqual(datagrams);
});

test('addresses that are unknown are told as that', () => {
  expect(writeHeader('v1', undefined)).toEqual(v1('PROXY UNKNOWN'));
  expect(writeHeader('v2', undefined)).toEqual(v2('21 00 0000'));
  expect(writeHeader('v2', undefined, 'datagram')).toEqual(v2('21 00 0000'));
});
