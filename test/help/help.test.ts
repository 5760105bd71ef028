import { expect, test } from 'vitest';
import { interfaceContext } from '../../contexts/interface.ts';
import { portproxy } from '../../contexts/portproxy.ts';
import { root } from '../../contexts/root.ts';
import type { Host } from '../../contexts/host.ts';
import { helpLines } from '../../help/help.ts';
import type { HelpPlace } from '../../help/listing.ts';
import { NO_FACTS } from '../../src/language/facts.ts';
import { read } from '../../src/language/read.ts';
import type { ContextPath } from '../../src/language/schema.ts';

const PORTPROXY: ContextPath<Host> = [root, interfaceContext, portproxy];

function help(line: string, place: HelpPlace, path: ContextPath<Host> = [root]): string {
  const reading = read(line, path, NO_FACTS);
  if (reading.kind !== 'help') throw new Error(`${line} is no question: ${reading.kind}`);
  return helpLines(reading.subject, place).join('\n');
}

test('a context by one command line', () =>
  expect(help('interface portproxy ?', 'one-shot')).toMatchSnapshot());
test('interface by one command line, with its sub-contexts', () =>
  expect(help('interface ?', 'one-shot')).toMatchSnapshot());
test('the root by one command line', () => expect(help('?', 'one-shot')).toMatchSnapshot());
test('the root in the shell', () => expect(help('?', 'session')).toMatchSnapshot());
test('a context in the shell, with what it inherits', () => {
  expect(help('?', 'session', PORTPROXY)).toMatchSnapshot();
});
test('a group', () => expect(help('interface portproxy add', 'one-shot')).toMatchSnapshot());
test('a group with words of ours', () => expect(help('show', 'session', PORTPROXY)).toMatchSnapshot());
test('add v4tov4', () => expect(help('add v4tov4 ?', 'session', PORTPROXY)).toMatchSnapshot());
test('set v4tov6', () => expect(help('set v4tov6 ?', 'session', PORTPROXY)).toMatchSnapshot());
test('delete v6tov4', () => expect(help('delete v6tov4 ?', 'session', PORTPROXY)).toMatchSnapshot());
test('reset', () => expect(help('reset ?', 'session', PORTPROXY)).toMatchSnapshot());
test('a group of the machine', () => expect(help('interface ipv4 show', 'one-shot')).toMatchSnapshot());
test('show interfaces', () => expect(help('interface ipv6 show interfaces ?', 'one-shot')).toMatchSnapshot());
test('alias', () => expect(help('alias ?', 'session')).toMatchSnapshot());
