import { controlKey } from '../../../src/tui/keys/control.ts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createDecoder } from '../../../src/tui/keys/decoder.ts';
import type { Key } from '../../../src/tui/keys/key.ts';

const encoder = new TextEncoder();

/** The keys behind bytes that come in one chunk, an unfinished end flushed. */
function decode(input: string | Uint8Array): Key[] {
  return decodeChunks([typeof input === 'string' ? encoder.encode(input) : input]);
}

function decodeChunks(chunks: readonly Uint8Array[]): Key[] {
  const decoder = createDecoder();
  const keys = chunks.flatMap((chunk) => decoder.push(chunk));
  return [...keys, ...decoder.flush()];
}

function names(input: string): string[] {
  return decode(input).map((key) => {
    if (key.kind === 'answer') return `answer:${key.parameters}`;
    return key.kind === 'chord' ? key.chord : `${key.kind}:${key.text}`;
  });
}

describe('sequences of terminals', () => {
  test.each([
    ['\r', 'Enter'],
    ['\t', 'Tab'],
    ['\u007F', 'Backspace'],
    ['\b', 'Ctrl-H'],
    ['\u0000', 'Ctrl-Space'],
    ['\u001F', 'Ctrl-_'],
    ['\u001B', 'Escape'],
    ['\u001B[A', 'Up'],
    ['\u001BOA', 'Up'],
    ['\u001B[1;5C', 'Ctrl-Right'],
    ['\u001B[1;3D', 'Alt-Left'],
    ['\u001B[1;8H', 'Ctrl-Alt-Shift-Home'],
    ['\u001B[3~', 'Delete'],
    ['\u001B[3;5~', 'Ctrl-Delete'],
    ['\u001B[5~', 'PageUp'],
    ['\u001B[Z', 'Shift-Tab'],
    ['\u001BOP', 'F1'],
    ['\u001B[11~', 'F1'],
    ['\u001B[[A', 'F1'],
    ['\u001B[1;2P', 'Shift-F1'],
    ['\u001BOc', 'Ctrl-Right'],
    ['\u001B[7^', 'Ctrl-Home'],
    ['\u001B[7$', 'Shift-Home'],
    ['\u001B[c', 'Shift-Right'],
    ['\u001B\u001B[D', 'Alt-Left'],
    ['\u001B\u007F', 'Alt-Backspace'],
    ['\u001Bb', 'Alt-B'],
    ['\u001BB', 'Alt-B'],
    ['\u001B_', 'Alt-_'],
    ['\u001Bé', 'Alt-É'],
    ['\u001B[97;5u', 'Ctrl-A'],
    ['\u001B[97;5:2u', 'Ctrl-A'],
    ['\u001B[13u', 'Enter'],
    ['\u001B[27u', 'Escape'],
    ['\u001B[27;5;117~', 'Ctrl-U'],
    ['\u001B[104;3u', 'Alt-H'],
    ['\u001B[', 'Alt-['],
    ['\u001BO', 'Alt-O'],
    ['\u001B\u001B', 'Escape Escape'],
  ])('%j is %s', (input, wanted) => {
    expect(names(input).join(' ')).toBe(wanted);
  });

  test.each([
    '\u001B[?1;2c',
    '\u001B[I',
    '\u001B[24;80R',
    '\u001B]11;rgb:0/0/0\u0007',
    '\u001BP>|x\u001B\\',
    '\u001B[97;5:3u',
  ])('the answer %j is no key', (input) => {
    expect(names(`${input}a`)).toEqual(['text:a']);
  });

  test('what the terminal says about itself is told apart from keys', () => {
    expect(names('a\u001B[>0;276;0cb')).toEqual(['text:a', 'answer:0;276;0', 'text:b']);
  });

  test('keys typed ahead come in one chunk', () => {
    expect(names('add ?\rx\u001B[D\u0003')).toEqual(['text:add ?', 'Enter', 'text:x', 'Left', 'Ctrl-C']);
  });

  test('a paste is one key, whatever is in it', () => {
    expect(names('\u001B[200~a\r\u001B[A\nb\u001B[201~c')).toEqual(['paste:a\r\u001B[A\nb', 'text:c']);
  });
});

describe('bytes cut anywhere', () => {
  /** Text and keys that stand for themselves, so that what was sent can be told from what came out. */
  const piece = fc.oneof(
    fc.string({ unit: 'grapheme' }).map((value) => value.replaceAll(/\p{Cc}/gu, '')),
    fc.constantFrom(
      '\r',
      '\t',
      '\u0003',
      '\u001B[A',
      '\u001B[1;5C',
      '\u001BOP',
      '\u001Bb',
      '\u001B[200~pa\rste\u001B[201~',
    ),
  );

  test('nothing is lost, and the cuts make no difference', () => {
    fc.assert(
      fc.property(fc.array(piece), fc.array(fc.nat(400)), (pieces, cuts) => {
        const bytes = encoder.encode(pieces.join(''));
        const at = [...new Set([0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length])].sort(
          (a, b) => a - b,
        );
        const chunks = at.slice(1).map((end, index) => bytes.slice(at[index], end));
        expect(merged(decodeChunks(chunks))).toEqual(merged(decode(bytes)));
        const typed = pieces.filter((one) => !/\p{Cc}/u.test(one)).join('');
        const came = decode(bytes).flatMap((key) => (key.kind === 'text' ? [key.text] : []));
        expect(came.join('')).toBe(typed.toWellFormed());
      }),
    );
  });

  test.each([
    ['\u001B[1;5D', 'Ctrl-Left'],
    ['\u001B[A', 'Up'],
    ['\u001BOP', 'F1'],
    ['\u001B[3~', 'Delete'],
    ['\u001B[[A', 'F1'],
    ['\u001B[97;5u', 'Ctrl-A'],
    ['\u001B]11;rgb:0/0/0\u001B\\', ''],
    ['\u001BP>|x\u001B\\', ''],
  ])('%j waits for its end once more than the Escape is there', (input, wanted) => {
    for (let cut = 2; cut < input.length; cut++) {
      const decoder = createDecoder();
      expect(decoder.push(encoder.encode(input.slice(0, cut)))).toEqual([]);
      expect(decoder.pending).toBe('more');
      const keys = decoder.push(encoder.encode(input.slice(cut)));
      expect(keys.map((key) => (key.kind === 'chord' ? key.chord : key.kind)).join()).toBe(wanted);
      expect(decoder.pending).toBe('nothing');
    }
  });

  test.each([
    '\u001B[1;5',
    '\u001B[200',
    '\u001B[[',
    '\u001BO5',
    '\u001B]11;rgb',
    '\u001BP>|x',
    '\u001B\u001B[1',
  ])('%j without an end is dropped, and what comes later is typed', (input) => {
    const decoder = createDecoder();
    expect([...decoder.push(encoder.encode(input)), ...decoder.flush()]).toEqual([]);
    expect(decoder.push(encoder.encode('show'))).toEqual([{ kind: 'text', text: 'show' }]);
  });

  test.each([
    ['\u001B[1;5\r', 'Enter'],
    ['\u001B]11;rgb\u0003', 'Ctrl-C'],
    ['\u001BP>|x\u001B[A', 'Up'],
    ['\u001B[1;5é', 'text:é'],
  ])('%j broken off gives only what broke it', (input, wanted) => {
    expect(names(input).join(' ')).toBe(wanted);
  });

  test('a sequence whose Escape came alone is Escape and that key, and its paste is a paste', () => {
    const late = (rest: string): string[] => {
      const decoder = createDecoder();
      const keys = [...decoder.push(encoder.encode('\u001B')), ...decoder.flush()];
      expect(decoder.pending).toBe('more');
      keys.push(...decoder.push(encoder.encode(rest)));
      return keys.map((key) => (key.kind === 'chord' ? key.chord : key.kind));
    };
    expect(late('[A')).toEqual(['Escape', 'Up']);
    expect(late('[200~show\r\u001B[201~')).toEqual(['Escape', 'paste']);
    expect(late('x')).toEqual(['Escape', 'text']);
    expect(late('[1;5')).toEqual(['Escape']);
  });

  test('Ctrl-C alone gives up a paste that has not ended for long', () => {
    const decoder = createDecoder();
    decoder.push(encoder.encode('\u001B[200~show\r'));
    expect(decoder.flush()).toEqual([]);
    expect(decoder.push(encoder.encode('\u0003'))).toEqual([{ kind: 'chord', chord: 'Ctrl-C' }]);
    decoder.push(encoder.encode('\u001B[200~show\r'));
    expect(decoder.push(encoder.encode('\u0003'))).toEqual([]);
    expect(decoder.push(encoder.encode('\u001B[201~'))).toEqual([{ kind: 'paste', text: 'show\r\u0003' }]);
  });

  test('no bytes make it throw', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array()), (chunks) => {
        decodeChunks(chunks);
      }),
    );
  });
});

/** Text that came in several pieces as one. */
function merged(keys: readonly Key[]): Key[] {
  const out: Key[] = [];
  for (const key of keys) {
    const last = out.at(-1);
    if (key.kind === 'text' && last?.kind === 'text')
      out[out.length - 1] = { kind: 'text', text: last.text + key.text };
    else out.push(key);
  }
  return out;
}

test('on Windows Ctrl-Backspace is told from Backspace', () => {
  expect(controlKey(0x08, 0, 'win32')).toEqual({ kind: 'chord', chord: 'Backspace' });
  expect(controlKey(0x7f, 0, 'win32')).toEqual({ kind: 'chord', chord: 'Ctrl-Backspace' });
  expect(controlKey(0x7f, 0, 'linux')).toEqual({ kind: 'chord', chord: 'Backspace' });
  expect(controlKey(0x08, 0, 'linux')).toEqual({ kind: 'chord', chord: 'Ctrl-H' });
});
