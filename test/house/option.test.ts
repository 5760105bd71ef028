import { describe, expect, test } from 'vitest';
import { addGroup, deleteGroup, putChange, setGroup } from '../../contexts/entry-commands.ts';
import type { Host, NetshContext } from '../../contexts/host.ts';
import { jsonEntry } from '../../contexts/portproxy.ts';
import { explainLines } from '../../help/explain.ts';
import { leafHelp } from '../../help/leaf.ts';
import { complete } from '../../src/language/complete.ts';
import { NO_FACTS } from '../../src/language/facts.ts';
import { read } from '../../src/language/read.ts';
import type { ContextPath } from '../../src/language/schema.ts';
import { applyChange } from '../../src/portproxy/changes/apply-change.ts';
import { dumpTable } from '../../src/portproxy/dump.ts';
import { type Entry, entryFrom, sameEntry, textOf } from '../../src/portproxy/entry.ts';
import { entryProblem, mismatch, problemText } from '../../src/portproxy/entry-problem.ts';
import { parseEntry } from '../../src/portproxy/entry-json.ts';
import { optionWords } from '../../src/portproxy/entry-words.ts';
import { FAMILIES } from '../../src/portproxy/family.ts';
import { Rows } from '../../src/portproxy/formats/rows.ts';
import { windowsReader } from '../../src/portproxy/formats/windows-read.ts';
import type { Kind } from '../../src/portproxy/kinds/kind.ts';
import { Table } from '../../src/portproxy/table.ts';
import type { EntryValue } from '../../src/portproxy/values/entry-value.ts';
import { type Values, VALUES } from '../../src/portproxy/values/values.ts';
import { parseChange } from '../../src/service/contract/parse-change.ts';
import { parseTable } from '../../src/store/table-format.ts';

/** A kind of values that only this test knows. */
const COLOUR: Kind<number> = {
  usage: '<colour>',
  accepts: 'a colour such as #ff0000',
  parse: (text) =>
    /^#[\da-f]{6}$/.test(text)
      ? { ok: true, value: Number.parseInt(text.slice(1), 16) }
      : { ok: false, reason: 'Use a colour such as #ff0000.' },
};

/** An option that only this test knows: an option of an entry is one such description. */
const colour = {
  tag: 'colour',
  property: 'lampColour',
  extension: true,
  protocols: ['tcp'],
  kind: () => COLOUR,
  default: '#000000',
  help: { text: () => 'Colour of the lamp', byDefault: 'black' },
} as const satisfies EntryValue;

const WITH_COLOUR: Values = [...VALUES, colour];

const portproxy: NetshContext = {
  kind: 'context',
  name: 'portproxy',
  entries: [addGroup(WITH_COLOUR), deleteGroup(WITH_COLOUR), setGroup(WITH_COLOUR)],
};
const PATH: ContextPath<Host> = [portproxy];

function readCommand(line: string) {
  const reading = read(line, PATH, NO_FACTS);
  if (reading.kind !== 'command') throw new Error(`${line} is no command`);
  return reading;
}

/** The table after these lines, each read and applied as the product does it. */
function tableAfter(...lines: readonly string[]): readonly Entry[] {
  const table = new Table([], WITH_COLOUR);
  for (const line of lines) {
    const { subject, args } = readCommand(line);
    const family = FAMILIES.find((one) => one === subject.command.name)!;
    const change = putChange(subject.group?.name === 'set' ? 'set' : 'add', family, args.values, WITH_COLOUR);
    expect(applyChange(table, change, new Map()).result.kind, line).toBe('done');
  }
  return table.entries();
}

const ADD = 'add v4tov4 8080 10.0.0.5 80 colour=#ff0000';
const colours = (entries: readonly Entry[]) => entries.map((entry) => textOf(entry, colour));

describe('an option that is described is found', () => {
  test('in help, listed apart, with its default', () => {
    const help = leafHelp(readCommand(ADD).subject).join('\n');
    expect(help).toMatch(/colour\s+- Colour of the lamp \(default: black\)\./);
    expect(leafHelp(readCommand('set v4tov4 8080').subject).join('\n')).toContain('(default: unchanged)');
    expect(leafHelp(readCommand('delete v4tov4 8080').subject).join('\n')).not.toContain('colour');
  });

  test('in explain, and in what a line will do', () => {
    const lines = explainLines(readCommand(ADD), ADD, NO_FACTS).join('\n');
    expect(lines).toContain('colour: Colour of the lamp');
    expect(lines).toMatch(/Will do: Creates \*:8080 to 10\.0\.0\.5:80, colour=#ff0000\./);
  });

  test('in completion, by its name and by what takes it back', () => {
    const offered = (line: string) =>
      complete(line, line.length, PATH, NO_FACTS).candidates.map(({ value }) => value);
    expect(offered('add v4tov4 8080 c')).toContain('colour=');
    expect(offered('set v4tov4 8080 colour=')).toEqual(['default']);
    expect(offered('delete v4tov4 8080 c')).not.toContain('colour=');
  });

  test('in parsing: never positional, checked by its kind', () => {
    expect(colours(tableAfter(ADD))).toEqual(['#ff0000']);
    expect(read(ADD.replace('#ff0000', 'red'), PATH, NO_FACTS)).toMatchObject({
      problem: { tag: 'colour', reason: 'Use a colour such as #ff0000.' },
    });
    expect(read('add v4tov4 8080 10.0.0.5 80 * tcp #ff0000', PATH, NO_FACTS)).toMatchObject({
      problem: { code: 'too-many' },
    });
  });

  test('in set: kept where it is not named, changed, and taken back', () => {
    expect(colours(tableAfter(ADD, 'set v4tov4 8080 connectport=81'))).toEqual(['#ff0000']);
    expect(colours(tableAfter(ADD, 'set v4tov4 8080 colour=#00ff00'))).toEqual(['#00ff00']);
    const plain = tableAfter('add v4tov4 8080 10.0.0.5 80');
    expect(tableAfter(ADD, 'set v4tov4 8080 colour=default')).toEqual(plain);
    expect(tableAfter(ADD, 'set v4tov4 8080 colour=#000000')).toEqual(plain);
    expect(tableAfter(ADD, 'add v4tov4 8080 10.0.0.5 80')).toEqual(plain);
  });

  test('in comparison', () => {
    const [red, plain] = [...tableAfter(ADD), ...tableAfter('add v4tov4 8080 10.0.0.5 80')];
    expect(sameEntry(red, plain!, WITH_COLOUR)).toBe(false);
    expect(sameEntry(red, { ...red! }, WITH_COLOUR)).toBe(true);
  });

  test('in the table file, and nothing else is', () => {
    const file = (entries: readonly object[]) => JSON.stringify({ table: { version: 1, entries } });
    const entries = tableAfter(ADD, 'add v4tov4 81');
    expect(parseTable(file(entries), WITH_COLOUR)).toEqual({ kind: 'table', entries });
    for (const wrong of [{ lampColour: 'red' }, { lampColour: 1 }, { lampcolour: '#ff0000' }]) {
      expect(parseTable(file([{ ...entries[1], ...wrong }]), WITH_COLOUR).kind).toBe('broken');
    }
    expect(parseTable(file(entries)).kind).toBe('broken');
  });

  test('in requests of the control API', () => {
    const values = { family: 'v4tov4', listenPort: '8080', lampColour: '#ff0000' };
    expect(parseChange({ op: 'set', values }, WITH_COLOUR)).toEqual({ op: 'set', values });
    expect(parseChange({ op: 'set', values: { ...values, lampColour: 1 } }, WITH_COLOUR)).toBeUndefined();
    const [entry] = tableAfter(ADD);
    expect(parseEntry({ ...entry, state: 'listening' }, WITH_COLOUR)).toEqual(entry);
  });

  test('in set group, by command and by the control API', () => {
    const { subject, args } = readCommand('set group web colour=#ff0000');
    expect(leafHelp(subject).join('\n')).toContain('colour         - Colour of the lamp');
    expect(args.values).toEqual({ name: 'web', colour: '#ff0000' });
    const change = { op: 'group-set', group: 'web', values: { lampColour: '#ff0000' } };
    expect(parseChange(change, WITH_COLOUR)).toEqual(change);
    const table = new Table(tableAfter('add v4tov4 81 group=web', 'add v4tov4 82 group=WEB'), WITH_COLOUR);
    const parsed = parseChange(change, WITH_COLOUR)!;
    expect(applyChange(table, parsed, new Map()).result.kind).toBe('done');
    expect(colours(table.entries())).toEqual(['#ff0000', '#ff0000']);
  });

  test('in dump, whose lines make the same table', () => {
    const entries = tableAfter(ADD, 'add v4tov4 81 state=disabled');
    const lines = dumpTable(entries, WITH_COLOUR);
    expect(lines).toContain('#netsh: set v4tov4 listenport=8080 colour=#ff0000');
    const rows = new Rows(lines, new Map(), WITH_COLOUR);
    windowsReader(WITH_COLOUR)(lines.join('\n'), rows, new Map());
    expect(rows.result(false).entries.map(({ entry }) => entry)).toEqual(entries);
  });

  test('in JSON, and behind an entry in words', () => {
    const [entry] = tableAfter(ADD);
    expect(jsonEntry({ ...entry!, state: 'listening' })).toMatchObject({ lampColour: '#ff0000' });
    expect(optionWords(entry!, WITH_COLOUR)).toBe(', colour=#ff0000');
  });
});

test('an option that is for another protocol is refused with the reason', () => {
  const values: Values = [...VALUES, { ...colour, protocols: ['udp'] }];
  const supplied = putChange('add', 'v4tov4', { listenport: '8080', colour: '#ff0000' }, values).values;
  const reason = 'It is for udp, and the entry is one of tcp.';
  expect(mismatch(supplied, values)).toEqual({ tag: 'colour', text: '#ff0000', reason });
  const problem = entryProblem(entryFrom(supplied, values), new Map(), { values });
  expect(problemText(problem!)).toBe(`#ff0000 is not an acceptable value for colour. ${reason}`);
});
