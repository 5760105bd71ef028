import { expect, test } from 'vitest';
import type { Host } from '../../contexts/host.ts';
import { interfaceContext } from '../../contexts/interface.ts';
import { portproxy } from '../../contexts/portproxy.ts';
import { root } from '../../contexts/root.ts';
import { type Facts, NO_FACTS } from '../../src/language/facts.ts';
import { read } from '../../src/language/read.ts';
import type { ContextPath } from '../../src/language/schema.ts';
import { entryFrom } from '../../src/portproxy/entry.ts';

const PORTPROXY: ContextPath<Host> = [root, interfaceContext, portproxy];
const DNS = { family: 'v4tov4', listenPort: '5353', connectAddress: '10.0.0.5', protocol: 'udp' } as const;
const facts: Facts = {
  ...NO_FACTS,
  addresses: [{ address: '192.168.1.5', version: 4 }],
  entries: [
    entryFrom(DNS),
    entryFrom({ family: 'v4tov4', listenPort: '80', listenAddress: '127.0.0.1', connectAddress: '10.0.0.5' }),
  ],
};

function effect(line: string): string | undefined {
  const reading = read(line, PORTPROXY, facts);
  return reading.kind === 'command' ? reading.subject.command.effect?.(reading.args, facts) : undefined;
}

test.each([
  'add v4tov4 18109',
  'add v4tov4 18109-18112',
  'add v4tov4 18109 192.168.1.5',
  'set v4tov4 80 127.0.0.1 listenaddress=127.0.0.1',
])('%s would forward to itself', (line) => {
  expect(effect(line)).toMatch(
    / It would forward to itself, and not listen\. Name another target, or a listenaddress\.$/,
  );
});

test.each([
  'add v4tov4 18109 10.0.0.5',
  'add v4tov4 18109 127.0.0.1 80',
  'add v4tov4 18109 192.168.1.5 listenaddress=127.0.0.1',
])('%s would not', (line) => {
  expect(effect(line)).toMatch(/^Creates \S+ to \S+\.$/);
});

test('an entry that was meant is named by what tells it apart', () => {
  expect(effect('delete v4tov4 5353')).toBe('No such entry to delete. One with this port has protocol=udp.');
  expect(effect('set v4tov4 5353 10.0.0.6 comment=x')).toMatch(/ One with this port has protocol=udp\.$/);
  expect(effect('delete v4tov4 80')).toMatch(/ One with this port has listenaddress=127\.0\.0\.1\.$/);
  expect(effect('delete v4tov4 80 protocol=udp')).toMatch(
    / One with this port has listenaddress=127\.0\.0\.1 protocol=tcp\.$/,
  );
});
