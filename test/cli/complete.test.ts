import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bashLine, bashReplacement } from '../../src/cli/bash-line.ts';
import { completeWords } from '../../src/cli/complete.ts';
import { type Facts, NO_FACTS } from '../../src/language/facts.ts';
import { entryFrom } from '../../src/portproxy/entry.ts';

const facts: Facts = {
  ...NO_FACTS,
  interfaces: ['eth0', 'Office LAN'],
  entries: [
    entryFrom({ family: 'v4tov4', listenPort: '8080', listenAddress: '192.0.2.7' }),
    entryFrom({ family: 'v4tov4', listenPort: '8080', listenAddress: '192.0.2.8' }),
  ],
};

/** The words that may replace the last one. */
function values(...words: string[]): string[] {
  const found = completeWords(words.slice(0, -1), words.at(-1) ?? '', facts);
  return found.kind === 'files' ? ['(files)'] : found.words.map((one) => one.value);
}

describe('words of a command line', () => {
  test('contexts and commands that a command line has', () => {
    const first = values('');
    expect(first).toEqual(
      expect.arrayContaining(['interface', 'dump', 'exec', 'show', 'relay', 'completion']),
    );
    for (const absent of ['exit', 'pushd', '..', 'alias', '?']) expect(first).not.toContain(absent);
    expect(values('int', 'po', 'a')).toEqual(expect.arrayContaining(['add']));
    expect(values('set', 'm')).not.toContain('machine');
    expect(values('no-such', '')).toEqual([]);
  });

  test('values whole, with the tag they belong to; each once', () => {
    expect(values('int', 'po', 'delete', 'v4tov4', '8')).toEqual(['8080']);
    expect(values('int', 'po', 'add', 'v4tov4', 'protocol=')).toEqual(['protocol=tcp', 'protocol=udp']);
    expect(values('int', 'ip', 'show', 'addresses', 'name=off')).toEqual(['name=Office LAN']);
    expect(values('int', 'ip', 'show', 'addresses', 'Office L')).toEqual(['Office LAN']);
  });

  test('options of the command line', () => {
    expect(values('-')).toEqual(['-a', '-c', '-f', '-r', '-u']);
    expect(values('--js')).toEqual(['--json']);
    expect(values('-f', '')).toEqual(['(files)']);
    expect(values('-c', 'interface', '/a', '')).toEqual(['(files)']);
    expect(values('-f', 'x', '')).toEqual([]);
    expect(values('-f', 'x', '--ch')).toEqual(['--check']);
    expect(values('-r', '')).toEqual([]);
    expect(values('-r', 'far', 'int', 'po', 'delete', 'v4tov4', '8')).toEqual([]);
    expect(values('-r', 'far', 'int', 'po', 're')).toContain('reset');
    expect(values('-c', 'interface p')).toEqual(['interface portproxy']);
    expect(values('--json', '-c', 'interface portproxy', 're')).toContain('reset');
    expect(values('-c', 'nowhere', '')).toEqual([]);
  });

  test('whatever is typed, each word found begins with it', () => {
    const word = fc.oneof(
      fc.string(),
      fc.constantFrom('int', 'po', 'add', 'v4tov4', 'listenport=', '-c', '--json', 'x y', '"'),
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 6 }), word, (before, current) => {
        const found = completeWords(before, current, facts);
        if (found.kind === 'files') return;
        for (const { value } of found.words) {
          expect(value.toLowerCase().startsWith(current.toLowerCase())).toBe(true);
        }
      }),
    );
  });
});

/** What bash inserts for a value after what is typed. */
function insert(value: string, typed: string): string | undefined {
  return bashReplacement(value, bashLine(`netsh ${typed}`, BREAKS));
}

const BREAKS = ' \t\n"\'><=;|&(:';

describe('a line of bash', () => {
  test.each([
    ['netsh ', { words: [], current: '', kept: 0, quote: '' }],
    ['netsh int po', { words: ['int'], current: 'po', kept: 0, quote: '' }],
    ['A=1 B="x y" netsh int ', { words: ['int'], current: '', kept: 0, quote: '' }],
    ['netsh tag=fd00:', { words: [], current: 'tag=fd00:', kept: 9, quote: '' }],
    ['netsh tag="fd00:', { words: [], current: 'tag=fd00:', kept: 4, quote: '"' }],
    ['netsh "a b" \'c', { words: ['a b'], current: 'c', kept: 0, quote: "'" }],
    [String.raw`netsh a\ b "\$x\y`, { words: ['a b'], current: String.raw`$x\y`, kept: 0, quote: '"' }],
    ['netsh a\\', { words: [], current: 'a', kept: 0, quote: '' }],
  ])('%j', (line, expected) => expect(bashLine(line, BREAKS)).toEqual(expected));

  test('what is inserted follows the last break, and stays one word', () => {
    expect(insert('tag=fd00::7', 'tag=fd00:')).toBe(':7');
    expect(insert('tag=*', 'tag=')).toBe(String.raw`\*`);
    expect(insert('a $(b)', '')).toBe(String.raw`a\ \$\(b\)`);
    expect(insert('a $b', '"')).toBe(String.raw`a \$b`);
    expect(insert("a'b", "'")).toBeUndefined();
  });

  test('what is inserted is read back as the value', () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom('', '"'), (value, quote) => {
        const line = `netsh ${quote}`;
        const inserted = bashReplacement(value, bashLine(line, BREAKS));
        expect(bashLine(`${line}${inserted}`, BREAKS).current).toBe(value);
      }),
    );
  });
});
