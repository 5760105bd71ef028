import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isVisible } from '../../../src/language/visible.ts';
import { lineMaker, lostLine } from '../../../src/relay/log/log-lines.ts';
import { LOG_FORMATS } from '../../../src/relay/log/logging.ts';
import type { EndedConnection } from '../../../src/relay/relay.ts';
import { wallClock } from '../../../src/relay/common/wall-clock.ts';
import { entry } from '../support/entries.ts';

const ENTRY = entry({ id: 'v4tov6 * 8080', listen: '127.0.0.1:8080', connect: '[::1]:80' });
const AT = Date.parse('2026-11-29T15:22:53.007Z');

function ended(values: Partial<EndedConnection> = {}): EndedConnection {
  const startedAt = AT - wallClock.zero;
  return {
    id: 17,
    entry: ENTRY.id,
    client: '10.0.0.7:51234',
    target: '[fd00::5]:80',
    startedAt,
    lastActiveAt: startedAt,
    phase: 'data',
    bytesUp: 512,
    bytesDown: 90_210,
    endedAt: startedAt + 1_234,
    durationMs: 1_234,
    end: { by: 'client', phase: 'data', how: 'closed' },
    ...values,
  };
}

test('a line of text has fields between blanks', () => {
  expect(lineMaker('text')(ended(), ENTRY)).toBe(
    '2026-11-29T15:22:53.007Z 1234 17 tcp v4tov6 *:8080 10.0.0.7:51234 - [fd00::5]:80 512 90210 client data closed\n',
  );
});

test('a line of JSON is one object', () => {
  const line = lineMaker('json')(ended({ peer: '192.0.2.1:4' }), ENTRY);
  expect(line).toMatch(/^\{[^\n]*\}\n$/);
  expect(JSON.parse(line)).toEqual({
    time: '2026-11-29T15:22:53.007Z',
    durationMs: 1234,
    id: 17,
    protocol: 'tcp',
    entry: 'v4tov6 * 8080',
    client: '10.0.0.7:51234',
    peer: '192.0.2.1:4',
    target: '[fd00::5]:80',
    bytesUp: 512,
    bytesDown: 90_210,
    by: 'client',
    phase: 'data',
    how: 'closed',
  });
});

test('a field that has nothing to tell is a dash in text, and left out or empty in JSON', () => {
  const none = ended({ client: '', target: '' });
  expect(lineMaker('text')(none, ENTRY).split(' ').slice(6, 9)).toEqual(['-', '-', '-']);
  expect(JSON.parse(lineMaker('json')(none, ENTRY))).toMatchObject({ client: '', target: '' });
  expect(lineMaker('json')(none, ENTRY)).not.toContain('peer');
});

test.each(LOG_FORMATS)(
  'whatever a text holds, it stays one line of %s that can be read and printed',
  (format) => {
    const text = fc.string({ unit: 'binary' });
    fc.assert(
      fc.property(text, text, text, text, (client, target, how, id) => {
        const values = { client, target, end: { by: 'backend', phase: 'connect', how } } as const;
        const line = lineMaker(format)(ended(values), { ...ENTRY, id });
        expect(line.endsWith('\n')).toBe(true);
        const content = line.slice(0, -1);
        expect(isVisible(content)).toBe(true);
        if (format === 'text') expect(content.split(/\s/u)).toHaveLength(14);
        else if ([client, target, how, id].every((each) => each.isWellFormed())) {
          expect(JSON.parse(content)).toMatchObject({ client, target, how, entry: id });
        } else expect(() => JSON.parse(content)).not.toThrow();
      }),
    );
  },
);

describe('lines that were lost', () => {
  test('are told in text by a comment', () => {
    expect(lostLine('text', AT, 1)).toBe('# 2026-11-29T15:22:53.007Z lost 1 line\n');
    expect(lostLine('text', AT, 20_000)).toBe('# 2026-11-29T15:22:53.007Z lost 20000 lines\n');
  });

  test('are told in JSON by an object', () => {
    expect(JSON.parse(lostLine('json', AT, 3))).toEqual({ time: '2026-11-29T15:22:53.007Z', lost: 3 });
  });
});
