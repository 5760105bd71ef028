import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MAX_LINE } from '../../src/language/read.ts';
import { ScriptDecoder } from '../../src/shell/decode.ts';

function decode(...chunks: readonly Uint8Array[]) {
  const decoder = new ScriptDecoder();
  return [...chunks.flatMap((chunk) => decoder.push(chunk)), ...decoder.end()];
}

const utf16le = (text: string) => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);
const utf16be = (text: string) =>
  Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(text, 'utf16le').swap16()]);

test.each([
  ['UTF-8', Buffer.from('aß\nb\r\n\nc')],
  ['UTF-8 with its mark', Buffer.from('\uFEFFaß\nb\r\n\nc')],
  ['UTF-16, little end first', utf16le('aß\nb\r\n\nc')],
  ['UTF-16, big end first', utf16be('aß\nb\r\n\nc')],
])('%s, with LF and CR LF', (_name, bytes) => {
  expect(decode(bytes)).toEqual([
    { number: 1, text: 'aß' },
    { number: 2, text: 'b' },
    { number: 3, text: '' },
    { number: 4, text: 'c' },
  ]);
});

test('however the bytes are cut, the lines are the same', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'ß', '\n', '\r\n', '€', '😀', 'Ċ', '਀') });
  fc.assert(
    fc.property(
      text,
      fc.constantFrom(utf16le, utf16be, (s: string) => Buffer.from(s)),
      fc.integer({ min: 1, max: 5 }),
      (line, encode, size) => {
        const bytes = encode(line);
        const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
          bytes.subarray(at * size, (at + 1) * size),
        );
        expect(decode(...chunks)).toEqual(decode(bytes));
        expect(
          decode(bytes)
            .map((one) => one.text)
            .join('\n'),
        ).toBe(line.replaceAll('\r\n', '\n').replace(/\n$/, ''));
      },
    ),
  );
});

test('bytes that are no text fail their own line, and nothing in a comment', () => {
  const bytes = Buffer.concat([
    Buffer.from('# '),
    Buffer.from([0xff]),
    Buffer.from('\nrem '),
    Buffer.from([0xe9]),
    Buffer.from('\nadd '),
    Buffer.from([0xe9]),
    Buffer.from('\nshow'),
  ]);
  const lines = decode(bytes);
  expect(lines.map((line) => line.fault !== undefined)).toEqual([false, false, true, false]);
  expect(lines[2]!.fault).toContain('UTF-8');
});

test('a line without end is dropped as it grows, and only it fails', () => {
  const long = Buffer.alloc(64 * 1024, 'x');
  const decoder = new ScriptDecoder();
  for (let at = 0; at < 64; at++) expect(decoder.push(long)).toEqual([]);
  const lines = [...decoder.push(Buffer.from('\nshow all\n')), ...decoder.end()];
  expect(lines).toEqual([
    { number: 1, text: 'x'.repeat(512), fault: expect.stringContaining(String(MAX_LINE)) },
    { number: 2, text: 'show all' },
  ]);
});

test('a comment may be as long as it likes', () => {
  const bytes = Buffer.from(`# ${'x'.repeat(1_000_000)}\nshow all\n`);
  expect(decode(bytes).map((line) => line.fault)).toEqual([undefined, undefined]);
});
