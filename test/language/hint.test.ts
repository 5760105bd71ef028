import { describe, expect, test } from 'vitest';
import type { Host } from '../../contexts/host.ts';
import { interfaceContext } from '../../contexts/interface.ts';
import { portproxy } from '../../contexts/portproxy.ts';
import { root } from '../../contexts/root.ts';
import { type Facts, NO_FACTS } from '../../src/language/facts.ts';
import { hint } from '../../src/language/hint.ts';
import type { ContextPath } from '../../src/language/schema.ts';

const PORTPROXY: ContextPath<Host> = [root, interfaceContext, portproxy];
const facts: Facts = {
  ...NO_FACTS,
  services: new Map([['http', 80]]),
  aliases: new Map([['fwd', 'interface portproxy']]),
};

/** The hint where `|` stands in a line. */
function at(marked: string) {
  const cursor = marked.indexOf('|');
  return hint(marked.replace('|', ''), cursor, PORTPROXY, facts);
}

describe('what is wrong so far', () => {
  test.each([
    'add v4tov4 6553|',
    'add v4tov4 ht|',
    'add v4tov4 30000-|',
    'add v4tov4 listenport=|',
    'add v4tov4 80 10.0.0.5 listena|',
    'fw|',
    'show all --js|',
    'add v4tov4 |',
  ])('more typing may mend %s', (line) => {
    expect(at(line).problem).toBeUndefined();
  });

  test.each([
    ['add v4tov4 65536|', 'unacceptable'],
    ['add v4tov4 08|', 'unacceptable'],
    ['add v4tov4 30000-99999|', 'unacceptable'],
    ['add v4tov4 80 protocol=x|', 'unacceptable'],
    ['add v4tov4 80 connectport=listena|', 'unacceptable'],
    ['add v4tov4 ht |', 'unacceptable'],
    ['xfw|', 'unknown-command'],
    ['fw x|', 'unknown-command'],
    ['show all --jx|', 'unknown-option'],
    ['add v4tov4 x=|', 'unknown-tag'],
  ])('nothing mends %s', (line, code) => {
    expect(at(line).problem?.code).toBe(code);
  });
});

test('the current parameter is the one at the cursor, else the next that a bare value fills', () => {
  const current = (line: string) => at(line).parameters.find((one) => one.current)?.name;
  expect(current('add v4tov4 |')).toBe('listenport');
  expect(current('add v4tov4 80 |')).toBe('connectaddress');
  expect(current('add v4tov4 connectaddress=x |')).toBe('listenport');
  expect(current('add v4tov4 80 10.0.|0.5 81')).toBe('connectaddress');
  expect(current('add v4tov4 80 state=|')).toBe('state');
});

test('a line behind explain is hinted as one, and what is wrong with it is for explain to say', () => {
  expect(at('explain ad v 99999 |')).toMatchObject({
    subject: { command: { name: 'v4tov4' } },
    shortWords: [
      { word: 'ad', name: 'add' },
      { word: 'v', name: 'v4tov4' },
    ],
  });
  expect(at('explain ad v 99999 |').problem).toBeUndefined();
});

test('lines nested without end are hinted two deep', () => {
  expect(at('explain explain add v4tov4 |').subject?.command.name).toBe('v4tov4');
  expect(at('explain explain explain add v4tov4 |').subject?.command.name).toBe('explain');
  for (const word of ['explain ', 'pushd ', 'alias a ']) {
    expect(at(`${word.repeat(8000)}|`).subject?.command.name).toBe(word.trim().split(' ')[0]);
  }
});

test('a line that is too long says so, and no more', () => {
  expect(at(`explain ${'x '.repeat(40_000)}|`)).toEqual({
    parameters: [],
    problem: expect.objectContaining({ code: 'too-long' }),
    shortWords: [],
  });
});
