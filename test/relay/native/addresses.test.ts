import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalHost } from '../../../src/portproxy/host-address.ts';
import { hostOf, portOf, socketAddress } from '../../../src/relay/native/addresses.ts';
import { dotted } from '../../../src/relay/common/dotted.ts';
import { libc } from './libc.ts';

describe.skipIf(!libc)('addresses as the system takes them', () => {
  const library = libc!;
  const port = fc.integer({ min: 0, max: 65_535 });

  test('come back as they went in, in one spelling', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), port, (host, number) => {
        const address = socketAddress(library, host, number);
        expect(address.length).toBe(host.includes(':') ? 28 : 16);
        expect(canonicalHost(hostOf(library, address))).toBe(canonicalHost(host));
        expect(portOf(address)).toBe(number);
      }),
    );
  });

  test('keep the zone, by its name or its number', () => {
    const byName = socketAddress(library, 'fe80::1%lo', 80);
    expect(hostOf(library, byName)).toBe('fe80::1%lo');
    expect(socketAddress(library, `fe80::1%${byName.readUInt32LE(24)}`, 80)).toEqual(byName);
    // An interface that is gone is told of by its number.
    const gone = socketAddress(library, 'fe80::1%2000000000', 80);
    expect(hostOf(library, gone)).toBe('fe80::1%2000000000');
  });

  test.each(['', 'localhost', '1.2.3', '1.2.3.4.5', ':::', 'fe80::1%nosuchif0'])(
    '%j is none that this machine could have',
    (host) => {
      expect(() => socketAddress(library, host, 80)).toThrow(
        expect.objectContaining({ code: 'EADDRNOTAVAIL' }),
      );
    },
  );

  test('IPv4 from its bits', () => {
    fc.assert(
      fc.property(fc.ipV4(), (host) => {
        const bits = host.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
        expect(dotted(bits)).toBe(host);
      }),
    );
  });
});
