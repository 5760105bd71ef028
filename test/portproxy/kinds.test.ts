import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { visible } from '../../src/language/visible.ts';
import { entryFrom, textOf } from '../../src/portproxy/entry.ts';
import { entryProblem, mismatch } from '../../src/portproxy/entry-problem.ts';
import { FAMILIES, type Family } from '../../src/portproxy/family.ts';
import { count } from '../../src/portproxy/kinds/count.ts';
import { duration, timeText } from '../../src/portproxy/kinds/duration.ts';
import type { Kind } from '../../src/portproxy/kinds/kind.ts';
import { name } from '../../src/portproxy/kinds/name.ts';
import { perTime } from '../../src/portproxy/kinds/per-time.ts';
import { size } from '../../src/portproxy/kinds/size.ts';
import { SOURCE_ADDRESS } from '../../src/portproxy/kinds/source-address.ts';
import { TARGETS } from '../../src/portproxy/kinds/targets.ts';
import { text } from '../../src/portproxy/kinds/text.ts';
import { NO_SERVICES } from '../../src/portproxy/port.ts';
import type { EntryValue } from '../../src/portproxy/values/entry-value.ts';
import { VALUES } from '../../src/portproxy/values/values.ts';

const time = duration({ leastMs: 100, zero: 'never' });
const orOff = duration({ leastMs: 100, zero: 'off', word: 'off' });
const always = duration({ leastMs: 10 });
const comment = text(200);

function valueOf<T>(kind: Kind<T>, typed: string): T | undefined {
  const parsed = kind.parse(typed, NO_SERVICES);
  return parsed.ok ? parsed.value : undefined;
}

function reasonOf(kind: Kind<unknown>, typed: string): string | undefined {
  const parsed = kind.parse(typed, NO_SERVICES);
  return parsed.ok ? undefined : parsed.reason;
}

describe('times', () => {
  test.each([
    ['10', 10_000],
    ['10s', 10_000],
    ['5m', 300_000],
    ['2h', 7_200_000],
    ['500ms', 500],
    ['1D', 86_400_000],
    ['365d', 31_536_000_000],
    ['0', 0],
    ['0h', 0],
    ['007', 7_000],
  ])('%s is %d ms', (typed, ms) => expect(valueOf(time, typed)).toBe(ms));

  test.each([
    '',
    ' ',
    '-1',
    '+1',
    '1.5s',
    '1e3',
    '10 s',
    '10sec',
    '1w',
    's',
    '٣s',
    '10s\n',
    'never',
    'off',
    '0x10',
  ])('%j is refused, and the reason says what is accepted', (typed) =>
    expect(reasonOf(time, typed)).toBe('Use a time such as 10s, 5m or 2h, or 0 (never).'),
  );

  test('too short and too long ones are refused with the bound', () => {
    expect(reasonOf(time, '99ms')).toBe('The shortest time is 100ms.');
    expect(reasonOf(always, '0')).toBe('The shortest time is 10ms.');
    expect(reasonOf(time, '366d')).toBe('The longest time is 365d.');
    expect(reasonOf(time, '9'.repeat(12))).toBe('The longest time is 365d.');
  });

  test('a word for 0 where there is one, in any case', () => {
    expect(valueOf(orOff, 'OFF')).toBe(0);
    expect(reasonOf(orOff, 'of')).toBe('Use a time such as 10s, 5m or 2h, or off.');
  });

  test('what a time is told as is that time', () => {
    const any = fc.integer({ min: 100, max: 31_536_000_000 });
    fc.assert(fc.property(any, (ms) => valueOf(time, timeText(ms)) === ms));
  });
});

test.each([
  [count, '0', 0],
  [count, '10000000', 10_000_000],
  [size, '512K', 524_288],
  [size, '10m', 10_485_760],
  [size, '1024T', 1024 ** 5],
  [size, '0', 0],
  [perTime, '20/10s', { count: 20, perMs: 10_000 }],
  [perTime, '20', { count: 20, perMs: 1_000 }],
  [perTime, '1/1h', { count: 1, perMs: 3_600_000 }],
  [name, 'web-1.a_b', 'web-1.a_b'],
  [name, 'büro', 'büro'],
] as const)('%# %s', (kind, typed, value) => expect(valueOf<unknown>(kind, typed)).toEqual(value));

test.each([
  ['127.0.0.1:9000', '9000'],
  ['web:80', '80'],
])('%s: the port of an only target belongs in connectport', (typed, port) => {
  expect(reasonOf(TARGETS[4], typed)).toBe(
    `One address has no port here: give it as connectport=${port}. Only in a list with commas each may have its own.`,
  );
  expect(TARGETS[4].accepts).toContain('a host name, its port as connectport; or a list with commas');
});

test.each([
  [count, ['', '-1', '1.5', '01', '10000001', '1e3', '1K', 'many']],
  [size, ['', '-1', '1.5M', '1KB', 'K', '1025T', '1 M', '9'.repeat(16)]],
  [
    perTime,
    ['', '/', '20/', '/10s', '20/0', '20/999ms', '20/2h', '1000001/1s', '20/10s/1', '2 0/1s', '20/x'],
  ],
  [name, ['', ' ', 'a b', '-a', '.a', 'a/b', 'a"', 'a\0', 'a'.repeat(65), 'a,b', 'a=b']],
  [comment, ['', 'a"b', 'a\nb', '\u001B[31m', 'a\u2028b', '\uD800', 'a'.repeat(201)]],
  [
    SOURCE_ADDRESS[4],
    ['', '*', '::1', 'localhost', '300.1.1.1', '10.0.0.5:80', '10.0.0.5,10.0.0.6', '010.0.0.5'],
  ],
  [SOURCE_ADDRESS[6], ['', '*', '10.0.0.5', 'ip6-localhost', '::1%', ':::']],
  [
    TARGETS[4],
    [
      '',
      ',',
      '10.0.0.5,',
      ',10.0.0.5',
      '10.0.0.5,,10.0.0.6',
      '10.0.0.5,10.0.0.5',
      'a,A',
      '10.0.0.5:80',
      'a,b:0',
    ],
  ],
  [
    TARGETS[4],
    [
      'a,b:65536',
      'a,b:http',
      'a,b:1-2',
      'a,::1',
      'a,*',
      'a, b',
      'a,b:',
      '10.0.0.5,10.0.0.6 :80',
      'http://a,b',
    ],
  ],
  [TARGETS[6], ['fd00::5,10.0.0.5', '[fd00::5]:80', '[fd00::5,fd00::6]', 'fd00::5,[fd00::6]x']],
] as const)('%# hostile texts are refused with a reason in full sentences', (kind, texts) => {
  for (const typed of texts) expect(reasonOf(kind, typed), JSON.stringify(typed)).toMatch(/^\S.*\.$/s);
});

test('every text of a comment is printed as it is', () => {
  const any = fc.oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }),
    fc.integer({ min: 0, max: 0x10_ffff }).map((code) => `a${String.fromCodePoint(code)}b`),
  );
  fc.assert(
    fc.property(any, (typed) => valueOf(comment, typed) === undefined || visible(typed) === typed),
    { numRuns: 20_000 },
  );
  for (let code = 0; code < 0x1_0000; code++) {
    const typed = String.fromCodePoint(code);
    if (valueOf(comment, typed) !== undefined) expect(visible(typed)).toBe(typed);
  }
});

test('a list of targets names the one that is wrong', () => {
  expect(reasonOf(TARGETS[4], '10.0.0.5,300.1.1.1')).toBe(
    '300.1.1.1: Not a valid IPv4 address. Use an IPv4 address or a host name.',
  );
  expect(reasonOf(TARGETS[4], '10.0.0.5,a:http')).toBe(
    'a:http: The port of a target is a number from 1 to 65535.',
  );
  expect(reasonOf(TARGETS[4], '10.0.0.5,10.0.0.5')).toBe('10.0.0.5 stands in the list twice.');
  expect(reasonOf(TARGETS[4], Array.from({ length: 33 }, (_, at) => `h${at}`).join(','))).toBe(
    'An entry has at most 32 targets.',
  );
  expect(reasonOf(TARGETS[4], `${'a'.repeat(2000)},b`)).toBe(
    'A list of targets has at most 2000 characters.',
  );
});

const options = VALUES.filter(({ extension }: EntryValue) => extension);

describe.each(options.map((value: EntryValue) => [value.tag, value] as const))('%s', (_tag, value) => {
  test('whatever is typed gets a value, or a reason that can be shown', () => {
    const family: fc.Arbitrary<Family> = fc.constantFrom(...FAMILIES);
    fc.assert(
      fc.property(family, fc.string({ unit: 'binary', maxLength: 400 }), (one, typed) => {
        const kind = value.kind(one);
        const parsed = kind.parse(typed, NO_SERVICES);
        if (!parsed.ok) expect(parsed.reason).toMatch(/^\S.*\.$/s);
        else expect(typed.length).toBeLessThanOrEqual(kind.longest ?? 300);
      }),
    );
  });

  test('its default, and examples of completion, are acceptable', () => {
    for (const family of FAMILIES) {
      const kind = value.kind(family);
      const known = [...(kind.words ?? []), ...(kind.examples ?? []).map((one) => one.value)];
      if (typeof value.default === 'string') known.push(value.default);
      for (const typed of known) expect(reasonOf(kind, typed), typed).toBeUndefined();
    }
  });

  test('the text default takes it back, in add and in set, whatever its case', () => {
    const supplied = {
      family: 'v4tov4',
      listenPort: '80',
      protocol: 'udp',
      [value.property]: 'DeFault',
    } as const;
    expect(mismatch(supplied)).toBeUndefined();
    const entry = entryFrom(supplied);
    expect(textOf(entry, value)).toBeUndefined();
    expect(entryProblem(entry, NO_SERVICES, { supplied })).toBeUndefined();
  });
});

test.each([
  ['connectTimeout', '5s', 'connecttimeout'],
  ['halfCloseTimeout', '5m', 'halfclosetimeout'],
  ['acceptProxy', 'yes', 'acceptproxy'],
  ['sendProxy', 'v1', 'sendproxy'],
])('%s=%s does not go with UDP, and the reason says so', (property, typed, tag) => {
  const supplied = { family: 'v4tov4', listenPort: '80', protocol: 'udp', [property]: typed } as const;
  const problem = { tag, text: typed, reason: expect.stringMatching(/tcp|TCP/) };
  expect(mismatch(supplied)).toEqual(problem);
  expect(entryProblem(entryFrom(supplied), NO_SERVICES)).toEqual(problem);
  expect(mismatch({ ...supplied, protocol: 'tcp' })).toBeUndefined();
});
