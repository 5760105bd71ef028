import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeText } from '../../../src/portproxy/formats/decode.ts';
import { READABLE } from '../../../src/portproxy/formats/formats.ts';
import { detectFormat } from '../../../src/portproxy/formats/read-table.ts';
import { read } from './support.ts';

const folder = path.join(import.meta.dirname, 'fixtures');
const fixtures = readdirSync(folder).map((name) => readFileSync(path.join(folder, name), 'utf8'));

/** Texts that are nearly right: a fixture, cut anywhere, with something strange put in somewhere. */
const nearly = fc
  .tuple(
    fc.constantFrom(...fixtures),
    fc.nat(),
    fc.nat(),
    fc.oneof(fc.string(), fc.constantFrom('"', '{', '}', '\\', '\n')),
  )
  .map(([text, end, at, strange]) => {
    const cut = text.slice(0, end % (text.length + 1));
    const place = at % (cut.length + 1);
    return cut.slice(0, place) + strange + cut.slice(place);
  });

describe.each(READABLE.map((format) => [format.name]))('%s', (name) => {
  test('no text throws, and what is taken is acceptable', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(nearly, fc.string({ unit: 'binary' })), async (text) => {
        const { entries, faults } = await read(name, text);
        for (const { entry, line } of entries) {
          expect(entry.listenPort).not.toBe('');
          expect(line).toBeGreaterThan(0);
        }
        expect(faults.first.length).toBeLessThanOrEqual(faults.total);
      }),
      { numRuns: 150 },
    );
  });

  test.each([
    ['a line', () => 'x'.repeat(10_000_000)],
    ['letters', () => 'x'.repeat(500_000)],
    ['blank lines', () => '\n'.repeat(100_000)],
    ['blanks', () => ' '.repeat(500_000)],
    ['braces', () => '{'.repeat(500_000)],
    ['quotes', () => '"'.repeat(500_000)],
    ['dashes', () => '-'.repeat(500_000)],
    ['junk', () => 'a b c d and e f g\n'.repeat(100_000)],
  ])('much of %s ends soon', async (_what, make) => {
    const text = make();
    detectFormat(text);
    const { entries, faults } = await read(name, text);
    expect(entries).toEqual([]);
    expect(faults.total).toBeLessThanOrEqual(10_000);
  });
});

test('detection never throws', () => {
  fc.assert(fc.property(fc.oneof(nearly, fc.string()), (text) => void detectFormat(text)));
});

test('10 MB of a script are read, each line once', { timeout: 30_000 }, async () => {
  const lines = Array.from(
    { length: 100_000 },
    (_, at) =>
      `add v4tov4 listenport=${1 + (at % 60_000)} listenaddress=10.1.${at >> 16}.1 connectaddress=10.0.0.1 connectport=80 protocol=tcp`,
  );
  const text = ['pushd interface portproxy', ...lines, 'popd', ''].join('\n');
  expect(text.length).toBeGreaterThan(9_000_000);
  const { entries, faults, notes } = await read('windows', text);
  expect(faults.total).toBe(0);
  expect(entries.length + notes.total).toBe(100_000);
});

describe('decoding', () => {
  const encode = (text: string, encoding: 'utf16le' | 'utf8', swapped: boolean) => {
    const bytes = Buffer.from(text, encoding);
    return swapped ? bytes.swap16() : bytes;
  };

  test.each([
    ['UTF-16LE', 'utf16le', false],
    ['UTF-16BE', 'utf16le', true],
    ['UTF-8', 'utf8', false],
  ] as const)('%s with its mark and without', (_name, encoding, swapped) => {
    const text = '[HKEY_LOCAL_MACHINE]\r\n"*/80"="10.0.0.1/80"\r\n';
    for (const mark of ['', '\uFEFF']) {
      const decoded = decodeText(encode(mark + text, encoding, swapped));
      expect(decoded?.text).toBe(text);
      expect(decoded?.encoding).toBe(encoding === 'utf8' ? 'UTF-8' : 'UTF-16');
    }
  });

  test('bytes of another code page stay one line of no meaning; binary files are no text', () => {
    expect(decodeText(Buffer.from([0xd5, 0xec, 0xcc, 0xfd, 0x0a, 0x31]))).toEqual({
      text: expect.stringMatching(/\n1$/),
      encoding: 'UTF-8',
      isDamaged: true,
    });
    expect(decodeText(Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0, 0, 1, 2, 0, 0, 0]))).toBeUndefined();
    fc.assert(fc.property(fc.uint8Array(), (bytes) => void decodeText(bytes)));
  });
});
