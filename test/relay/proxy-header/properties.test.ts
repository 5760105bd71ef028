import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalHost } from '../../../src/portproxy/host-address.ts';
import { readHeader } from '../../../src/relay/proxy-header/read-header.ts';
import { writeHeader } from '../../../src/relay/proxy-header/write-header.ts';

const port = fc.integer({ min: 0, max: 65_535 });
const ends = fc.oneof(
  fc.record({ from: fc.ipV4(), to: fc.ipV4(), fromPort: port, toPort: port }),
  fc.record({ from: fc.ipV6(), to: fc.ipV6(), fromPort: port, toPort: port }),
);
const addresses = ends.map(({ from, to, fromPort, toPort }) => ({
  source: { address: canonicalHost(from), port: fromPort },
  destination: { address: canonicalHost(to), port: toPort },
}));
const version = fc.constantFrom('v1' as const, 'v2' as const);

test('what is written is read again, whole and at every split, whatever follows', () => {
  fc.assert(
    fc.property(addresses, version, fc.uint8Array({ maxLength: 40 }), (told, as, payload) => {
      const header = writeHeader(as, told);
      expect(header.length).toBeLessThanOrEqual(107);
      const all = Buffer.concat([header, payload]);
      for (let length = 0; length <= all.length; length += 1) {
        const expected =
          length < header.length
            ? { kind: 'partial' }
            : { kind: 'whole', length: header.length, addresses: told };
        expect(readHeader(all.subarray(0, length))).toEqual(expected);
      }
    }),
  );
});

test('TLVs of any kind are passed over', () => {
  fc.assert(
    fc.property(addresses, fc.uint8Array({ maxLength: 4_000 }), (told, tlvs) => {
      const header = writeHeader('v2', told);
      const length = header.readUInt16BE(14) + tlvs.length;
      header.writeUInt16BE(length, 14);
      expect(readHeader(Buffer.concat([header, tlvs]))).toEqual({
        kind: 'whole',
        length: 16 + length,
        addresses: told,
      });
    }),
  );
});

test('bytes that are no header are wrong at one length and at every greater one, and never more than the bound is awaited', () => {
  const begin = fc.constantFrom(
    '',
    'PROXY ',
    'PROXY TCP4 ',
    'PROXY UNKNOWN ',
    '\r\n\r\n\0\r\nQUIT\n',
    '\r\n\r\n\0\r\nQUIT\n!',
  );
  fc.assert(
    fc.property(begin, fc.uint8Array({ minLength: 1, maxLength: 5_000, size: 'max' }), (text, more) => {
      const bytes = Buffer.concat([Buffer.from(text, 'latin1'), more]);
      let before = readHeader(bytes.subarray(0, 0));
      for (let length = 1; length <= bytes.length; length += length < 130 ? 1 : 97) {
        const now = readHeader(bytes.subarray(0, length));
        if (before.kind !== 'partial') expect(now).toEqual(before);
        if (now.kind === 'partial') expect(length).toBeLessThan(4_096);
        before = now;
      }
    }),
    { numRuns: 100, endOnFailure: true },
  );
});
