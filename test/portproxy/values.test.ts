import { describe, expect, test } from 'vitest';
import { parseConnectAddress, parseListenAddress } from '../../src/portproxy/address.ts';
import { parsePort, portCount, portSpan, spanProblem } from '../../src/portproxy/port.ts';

const services = new Map([
  ['http', 80],
  ['x11-1', 6001],
]);

describe('ports', () => {
  test.each([
    ['1', 1, 1],
    ['65535', 65_535, 65_535],
    ['HTTP', 80, 80],
    ['x11-1', 6001, 6001],
    ['30000-30010', 30_000, 30_010],
    ['7-7', 7, 7],
  ])('%s', (text, from, to) => {
    const parsed = parsePort(text, services);
    expect(parsed.ok && portSpan(parsed.value)).toEqual({ from, to });
    expect(parsed.ok && parsed.value.text).toBe(text);
  });

  test.each([
    '',
    '0',
    '00',
    '080',
    '65536',
    '99999999999999999999',
    '-1',
    '+1',
    '1e3',
    '1.5',
    ' 80',
    '80 ',
    'http ',
    '10-',
    '-10',
    '10-9',
    '0-5',
    '1-65536',
    'nope',
    '８０',
    '80\0',
  ])('%j is refused with a reason', (text) =>
    expect(parsePort(text, services)).toMatchObject({ ok: false, reason: expect.stringMatching(/\.$/) }),
  );

  test('a range connects to as many ports, or to one', () => {
    expect(spanProblem(portCount('10-20'), portCount('30-40'))).toBeUndefined();
    expect(spanProblem(portCount('10-20'), portCount('http'))).toBeUndefined();
    expect(spanProblem(portCount('10-20'), portCount('30-41'))).toContain('12 ports');
    expect(spanProblem(portCount('10'), portCount('30-31'))).toContain('2 ports');
  });
});

describe('addresses', () => {
  test.each([
    ['127.0.0.1', 4, { kind: 'literal', host: '127.0.0.1' }],
    ['::1', 6, { kind: 'literal', host: '::1' }],
    ['[::1]', 6, { kind: 'literal', host: '::1' }],
    ['fe80::1%eth0', 6, { kind: 'literal', host: 'fe80::1%eth0' }],
    ['localhost', 4, { kind: 'name' }],
    ['MY_SERVER', 6, { kind: 'name' }],
    ['server-1.example.org.', 4, { kind: 'name' }],
    ['1a', 4, { kind: 'name' }],
    ['büro', 4, { kind: 'name' }],
  ] as const)('%s by IPv%d', (text, version, expected) => {
    expect(parseConnectAddress(text, version)).toMatchObject({ ok: true, value: { text, ...expected } });
  });

  test.each([
    ['::1', 4],
    ['[::1]', 4],
    ['127.0.0.1', 6],
    ['300.1.1.1', 4],
    ['1.2.3', 4],
    ['1234', 4],
    ['', 4],
    ['*', 4],
    ['a b', 4],
    ['-a', 4],
    ['a..b', 4],
    ['a/b', 4],
    [':::', 6],
    ['::1%', 6],
    ['x'.repeat(254), 4],
    ['a\0b', 4],
  ] as const)('%j by IPv%d is refused with a reason', (text, version) => {
    expect(parseConnectAddress(text, version)).toMatchObject({
      ok: false,
      reason: expect.stringMatching(/\.$/),
    });
  });

  test('* is a listen address', () => {
    expect(parseListenAddress('*', 6)).toEqual({ ok: true, value: { kind: 'every', text: '*' } });
    expect(parseListenAddress('::1', 4)).toMatchObject({
      ok: false,
      reason: expect.stringContaining('or *.'),
    });
  });
});

test.each([`fe80::1%${'x'.repeat(16)}`, `[fe80::1%${'x'.repeat(400)}]`])(
  'a zone has at most 15 characters',
  (text) => {
    expect(parseConnectAddress('fe80::1%enp0s31f6.1234x', 6).ok).toBe(true);
    expect(parseConnectAddress(text, 6)).toMatchObject({
      ok: false,
      reason: expect.stringContaining('The zone of an IPv6 address has at most 15 characters'),
    });
    expect(parseListenAddress(text, 6).ok).toBe(false);
  },
);
