import { expect, test } from 'vitest';
import { advfirewall } from '../../contexts/advfirewall.ts';
import type { Host } from '../../contexts/host.ts';
import { interfaceContext } from '../../contexts/interface.ts';
import { portproxy } from '../../contexts/portproxy.ts';
import { root } from '../../contexts/root.ts';
import { NO_FACTS } from '../../src/language/facts.ts';
import { lostQuotes } from '../../src/language/lost-quotes.ts';
import { read } from '../../src/language/read.ts';
import type { ContextPath } from '../../src/language/schema.ts';

const PORTPROXY: ContextPath<Host> = [root, interfaceContext, portproxy];
const FIREWALL: ContextPath<Host> = [root, advfirewall];

function torn(line: string, path = PORTPROXY): string | undefined {
  const reading = read(line, path, NO_FACTS);
  return reading.kind === 'failed' ? lostQuotes(line, reading.problem, path) : undefined;
}

test.each([
  ['add v4tov4 80 10.0.0.5 comment=for the demo', 'comment="for the demo"'],
  // One word more would be the address to listen on.
  ['add v4tov4 80 10.0.0.5 80 comment=for demo', 'comment="for demo"'],
  ['add v4tov4 comment=for demo', 'comment="for demo"'],
  ['add v4tov4 80 comment= for the old demo group=web', 'comment="for the old demo"'],
  ['set v4tov4 80 10.0.0.5 80 * com=of our shop', 'comment="of our shop"'],
])('%s lacks quotes', (line, meant) => {
  expect(torn(line)).toBe(meant);
});

test.each([
  'add v4tov4 80 10.0.0.5 80 comment="for the demo" state=perhaps',
  'add v4tov4 comment=demo 8080 10.0.0.5 80x',
  'add v4tov4 80 10.0.0.5 comment=demo port=9',
  'add v4tov4 80 10.0.0.5 group=for the demo 1',
])('%s has another fault', (line) => {
  expect(read(line, PORTPROXY, NO_FACTS).kind).toBe('failed');
  expect(torn(line)).toBeUndefined();
});

test('names of rules are texts too', () => {
  expect(torn('firewall add rule name=My web dir=in action=allow', FIREWALL)).toBe('name="My web"');
});
