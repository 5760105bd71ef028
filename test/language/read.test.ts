import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Host } from '../../contexts/host.ts';
import { interfaceContext } from '../../contexts/interface.ts';
import { portproxy } from '../../contexts/portproxy.ts';
import { root } from '../../contexts/root.ts';
import { complete } from '../../src/language/complete.ts';
import { NO_FACTS } from '../../src/language/facts.ts';
import { hint } from '../../src/language/hint.ts';
import { MAX_LINE, read } from '../../src/language/read.ts';
import type { Reading } from '../../src/language/reading.ts';
import type { ContextPath } from '../../src/language/schema.ts';

const ROOT: ContextPath<Host> = [root];
const PORTPROXY: ContextPath<Host> = [root, interfaceContext, portproxy];
const facts = { ...NO_FACTS, services: new Map([['http', 80]]) };

/** What a line was taken for, in few words. */
function taken(line: string, path: ContextPath<Host> = ROOT): string {
  const reading: Reading<Host> = read(line, path, facts);
  switch (reading.kind) {
    case 'nothing':
      return 'nothing';
    case 'context':
      return `context ${reading.path.map((one) => one.name).join(' ')}`;
    case 'help':
      return `help ${reading.subject.kind}`;
    case 'failed':
      return `${reading.problem.code} ${line.slice(reading.problem.span.start, reading.problem.span.end)}`.trimEnd();
    case 'command': {
      const { path: way, group, command } = reading.subject;
      const values = Object.entries(reading.args.values).map(([tag, value]) => `${tag}:${text(value)}`);
      return [way.at(-1)!.name, group?.name, command.name, ...values, ...reading.args.rest]
        .filter((word) => word !== undefined)
        .join(' ');
    }
  }
}

function text(value: unknown): string {
  return typeof value === 'object' && value !== null && 'text' in value ? String(value.text) : String(value);
}

describe('words', () => {
  test.each([
    ['', 'nothing'],
    ['   ', 'nothing'],
    ['# anything "', 'nothing'],
    ['#netsh: show mode', 'netsh show mode'],
    ['#netsh: #netsh: show mode', 'nothing'],
    ['#netsh:', 'nothing'],
    ['# netsh: show mode', 'nothing'],
    ['rem anything', 'nothing'],
    ['REM', 'nothing'],
    ['interface', 'context netsh interface'],
    ['i p', 'context netsh interface portproxy'],
    ['netsh interface portproxy', 'context netsh interface portproxy'],
    ['netsh.exe int port', 'context netsh interface portproxy'],
    ['INT PORT SHOW ALL', 'portproxy show all'],
    ['int p sh a', 'portproxy show all'],
    ['..', 'netsh ..'],
    ['show mode', 'netsh show mode'],
    ['alias a b "c d"', 'netsh alias a b c d'],
    ['relay sh s', 'relay show status'],
    ['r', 'context netsh relay'],
    ['foo bar', 'unknown-command foo'],
    ['interface foo bar', 'unknown-command foo'],
    ['interface portproxy show foo', 'unknown-command foo'],
    ['"" x', 'unknown-command ""'],
    ['?', 'help context'],
    ['help', 'help context'],
    ['interface /?', 'help context'],
    ['interface portproxy add', 'help group'],
    ['interface portproxy add help', 'help group'],
    ['interface portproxy add v4tov4 -?', 'help command'],
    ['int p add v 80 10.0.0.1 /?', 'help command'],
    ['--help', 'help context'],
    ['interface --help', 'help context'],
    ['interface portproxy add --help', 'help group'],
    ['--help int p add v 0', 'help command'],
    ['alias a b --help', 'help command'],
    ['foo --help', 'unknown-command foo'],
    ['# --help', 'nothing'],
  ])('%j is %s', (line, expected) => expect(taken(line)).toBe(expected));

  test.each([
    ['s', 'help group'],
    ['sh', 'help group'],
    ['d', 'help group'],
    ['du', 'portproxy dump'],
    ['r', 'portproxy reset'],
    ['show alias', 'netsh show alias'],
    ['show c', 'portproxy show connections'],
    ['interface portproxy show all', 'portproxy show all'],
    ['interface', 'context netsh interface'],
    ['exec x', 'unknown-command exec'],
    ['quit', 'netsh quit'],
    ['add v 80', 'portproxy add v4tov4 listenport:80'],
    ['relay stop', 'relay stop'],
  ])('in portproxy %j is %s', (line, expected) => expect(taken(line, PORTPROXY)).toBe(expected));
});

describe('arguments', () => {
  test.each([
    [
      '80 10.0.0.1 8080 127.0.0.1 tcp',
      'listenport:80 connectaddress:10.0.0.1 connectport:8080 listenaddress:127.0.0.1 protocol:tcp',
    ],
    ['l=80 c=10.0.0.1', 'listenport:80 connectaddress:10.0.0.1'],
    ['listenport= 80 listenaddress = * connectport =81', 'listenport:80 listenaddress:* connectport:81'],
    [
      'listenport=1337 listenaddress=192.168.213.10 connectport=445 172.16.213.5',
      'listenport:1337 listenaddress:192.168.213.10 connectport:445 connectaddress:172.16.213.5',
    ],
    ['10.0.0.1 listenport=80', 'listenport:80 connectaddress:10.0.0.1'],
    ['LISTENPORT=HTTP', 'listenport:HTTP'],
    ['80 state=dis', 'listenport:80 state:disabled'],
    ['30000-30010 connectport=40000-40010', 'listenport:30000-30010 connectport:40000-40010'],
    ['listenport="80"', 'listenport:80'],
  ])('%j', (line, expected) => {
    const values = Object.fromEntries(expected.split(' ').map((one) => one.split(/:(.*)/s).slice(0, 2)));
    const reading = read(`add v4tov4 ${line}`, PORTPROXY, facts);
    expect(reading.kind).toBe('command');
    const bound = reading.kind === 'command' ? reading.args.values : {};
    expect(Object.fromEntries(Object.entries(bound).map(([tag, value]) => [tag, text(value)]))).toEqual(
      values,
    );
  });

  test.each([
    ['', 'missing'],
    ['connectport=80', 'missing'],
    ['80 foo=1', 'unknown-tag foo='],
    ['80 l=81', 'unacceptable 80'],
    ['listenport=80 l=81', 'repeated l=81'],
    ['80 10.0.0.1 80 * tcp extra', 'too-many extra'],
    ['0', 'unacceptable 0'],
    ['65536', 'unacceptable 65536'],
    ['-1', 'unacceptable -1'],
    ['+80', 'unacceptable +80'],
    ['080', 'unacceptable 080'],
    ['1e3', 'unacceptable 1e3'],
    ['"http "', 'unacceptable "http "'],
    ['listenport=', 'unacceptable listenport='],
    ['listenport= connectport=80', 'unacceptable listenport='],
    ['90-80', 'unacceptable 90-80'],
    ['80 state=off', 'unacceptable off'],
    ['80 a 80 * tcp disabled', 'too-many disabled'],
    ['80 ::1', 'unacceptable ::1'],
    ['80 connectaddress=300.1.1.1', 'unacceptable 300.1.1.1'],
    ['80 connectaddress=*', 'unacceptable *'],
    ['80 "a b"', 'unacceptable "a b"'],
    ['80 10.0.0.1 protocol=sctp', 'unacceptable sctp'],
    ['80 10.0.0.1 --nope', 'unknown-option --nope'],
    ['80 10.0.0.1 --embedded', 'unknown-option --embedded'],
  ])('%j is refused: %s', (line, expected) => {
    expect(taken(`add v4tov4 ${line}`, PORTPROXY)).toBe(expected);
  });
});

test('a line that is too long is refused with its limit', () => {
  expect(taken('x'.repeat(MAX_LINE + 1))).toMatch(/^too-long/);
});

test('no line makes the reader, the completer or the hint throw, and their spans lie in the line', () => {
  const word = fc.oneof(
    fc.constantFrom(
      'add',
      'set',
      'delete',
      'show',
      'v4tov4',
      'v6tov6',
      'interface',
      'portproxy',
      'listenport=',
      '=',
    ),
    fc.constantFrom(
      '?',
      '/?',
      '"',
      '--json',
      '--help',
      '--',
      '#',
      'netsh',
      '80',
      '::1',
      'c=',
      'alias',
      'pushd',
      '',
    ),
    fc.string({ unit: 'binary' }),
  );
  const line = fc.array(word, { maxLength: 12 }).map((words) => words.join(' '));
  fc.assert(
    fc.property(line, fc.nat(), fc.constantFrom(ROOT, PORTPROXY), (typed, at, path) => {
      const reading = read(typed, path, facts);
      for (const { span } of reading.parts) {
        expect(span.start).toBeLessThanOrEqual(span.end);
        expect(span.end).toBeLessThanOrEqual(typed.length);
      }
      if (reading.kind === 'failed') expect(reading.problem.span.end).toBeLessThanOrEqual(typed.length);
      const cursor = at % (typed.length + 1);
      const { span, candidates, prefix } = complete(typed, cursor, path, facts);
      expect(span.start).toBeLessThanOrEqual(cursor);
      expect(span.end).toBeGreaterThanOrEqual(cursor);
      for (const { value } of candidates)
        expect(value.toLowerCase().startsWith(prefix.toLowerCase())).toBe(true);
      hint(typed, cursor, path, facts);
    }),
    { numRuns: 1000 },
  );
});
