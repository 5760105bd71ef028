import { expect, test } from 'vitest';
import type { Host } from '../../../contexts/host.ts';
import { interfaceContext } from '../../../contexts/interface.ts';
import { portproxy } from '../../../contexts/portproxy.ts';
import { root } from '../../../contexts/root.ts';
import { complete } from '../../../src/language/complete.ts';
import { NO_FACTS } from '../../../src/language/facts.ts';
import { hint } from '../../../src/language/hint.ts';
import type { ContextPath } from '../../../src/language/schema.ts';

const PORTPROXY: ContextPath<Host> = [root, interfaceContext, portproxy];
const facts = { ...NO_FACTS, services: new Map([['http', 80]]) };

function offered(line: string): string[] {
  return complete(line, line.length, PORTPROXY, facts).candidates.map((one) => one.value);
}

test('connectport of a range offers the same ports, and as many from the one that is typed', () => {
  expect(offered('add v4tov4 30000-30010 10.0.0.5 connectport=')).toEqual(['30000-30010', 'http']);
  expect(offered('add v4tov4 30000-30010 10.0.0.5 40000')).toEqual(['40000-40010']);
  expect(offered('add v4tov4 listenport=30000-30010 connectport=40000')).toEqual(['40000-40010']);
  expect(offered('add v4tov4 30000-30010 10.0.0.5 65530')).toEqual([]);
  expect(offered('add v4tov4 30000-30010 10.0.0.5 h')).toEqual(['http', 'halfclosetimeout=']);
});

test('connectport of a single port offers services alone', () => {
  expect(offered('add v4tov4 30000 10.0.0.5 connectport=')).toEqual(['http']);
  expect(offered('add v4tov4 30000 10.0.0.5 40000')).toEqual([]);
});

test('the hint says that a range is accepted', () => {
  const line = 'add v4tov4 30000-30010 10.0.0.5 connectport=';
  const current = hint(line, line.length, PORTPROXY, facts).parameters.find((one) => one.current);
  expect(current?.name).toBe('connectport');
  expect(current?.tag.type.accepts).toMatch(/a range such as 30000-30010/);
});
