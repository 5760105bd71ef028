import { expect, test } from 'vitest';
import type { Host } from '../../contexts/host.ts';
import { root } from '../../contexts/root.ts';
import { explainLines } from '../../help/explain.ts';
import { ruleFrom } from '../../src/firewall/make-rule.ts';
import { INITIAL_RULEBOOK } from '../../src/firewall/policy.ts';
import { NO_FACTS } from '../../src/language/facts.ts';
import { read } from '../../src/language/read.ts';
import type { ContextPath } from '../../src/language/schema.ts';
import { entryFrom } from '../../src/portproxy/entry.ts';
import { contextSections } from '../../tools/command-sections.ts';

const ROOT: ContextPath<Host> = [root];
const facts = {
  ...NO_FACTS,
  entries: [
    entryFrom({ family: 'v4tov4', listenPort: '8080', connectAddress: '10.0.0.9', connectPort: '80' }),
  ],
};
const explain = (line: string) => explainLines(read(line, ROOT, facts), line, facts).join('\n');

test('a short line: its words, its defaults, what it replaces, and the line in full', () => {
  expect(explain('int po add v 8080 c=10.0.0.5')).toBe(`
  int       context, short for interface
  po        context, short for portproxy
  add       group of commands
  v         command, short for v4tov4: Adds an entry that listens on IPv4 and
            connects by IPv4.
  8080      listenport: IPv4 port on which to listen.
  10.0.0.5  connectaddress: IPv4 address or name to connect to, or several with
            commas: help targets (default: this computer).
Not given, so:
  connectport: listenport
  listenaddress: *
  protocol: tcp
Will do: Changes *:8080 from 10.0.0.9:80 to 10.0.0.5:8080.
In full: interface portproxy add v4tov4 listenport=8080 connectaddress=10.0.0.5
`);
});

test('what a change says begins with what differs, and names the family where it is not v4tov4 alone', () => {
  const set = (line: string, ...more: readonly Parameters<typeof entryFrom>[0][]) => {
    const entries = [
      entryFrom({
        family: 'v4tov4',
        listenPort: '8080',
        connectAddress: '10.0.0.9,10.0.0.10,a-long-name-of-a-target.example',
        connectPort: '80',
        rate: '1M',
        group: 'web',
      }),
      ...more.map((values) => entryFrom(values)),
    ];
    const known = { ...NO_FACTS, entries };
    return /^Will do: (.*)/m.exec(explainLines(read(line, ROOT, known), line, known).join('\n'))?.[1];
  };
  expect(set('int po set v 8080 rate=2M')).toBe('Changes *:8080: rate=1M to 2M.');
  expect(set('int po set v 8080 rate=default maxage=1h')).toBe('Changes *:8080: maxage=1h, without rate=1M.');
  expect(set('int po set v 8080 rate=2M connectaddress=b')).toMatch(/^Changes \*:8080 from 10\.0\.0\.9:80,/);
  const six = {
    family: 'v6tov4',
    listenPort: '8080',
    connectAddress: '10.0.0.9',
    connectPort: '80',
  } as const;
  expect(set('int po add v6tov4 20030 10.0.0.9 80')).toBe('Creates v6tov4 *:20030 to 10.0.0.9:80.');
  expect(set('int po set v4tov4 8080 rate=2M', six)).toBe('Changes v4tov4 *:8080: rate=1M to 2M.');
  expect(set('int po delete v6tov4 8080', six)).toBe('Deletes v6tov4 *:8080 to 10.0.0.9:80.');
});

test.each([
  ['interface portproxy reset', 'Will do: Deletes the one entry of the table.'],
  ['int po set v 8080 connectport=81', 'Will do: Changes *:8080 from 10.0.0.9:80 to 10.0.0.9:81.'],
  ['int po set v 9 connectport=81', 'Will do: Creates *:9 to 127.0.0.1:81.'],
  ['int po set v 8080 state=disabled', 'Will do: Disables *:8080 to 10.0.0.9:80.'],
  ['int po set v 8080', 'Will do: Changes nothing: *:8080 to 10.0.0.9:80 is there already.'],
  ['int po delete v 8080', 'Will do: Deletes *:8080 to 10.0.0.9:80.'],
  ['int po delete v 8080 10.0.0.1', 'Will do: No such entry to delete.'],
  ['int po', 'Enters netsh interface portproxy.'],
  ['int po add ?', 'Shows the help of add.'],
  ['# note', 'a comment, nothing is run'],
  ['', 'Nothing is run.'],
  ['foo', 'Problem: "foo" is not a command or context here.'],
  ['int po add v', 'Problem: listenport is missing.'],
  ['int po add v 0', 'Problem: "0" is not a valid listenport. Port 0 does not exist'],
  ['int po add v 8 x=1', 'Problem: "x" is not an argument of add v4tov4.'],
  ['alias a "b c"', 'In full: alias a "b c"'],
])('%j: %s', (line, expected) => expect(explain(line)).toContain(expected));

/** The examples of the contexts that people ask about, with the words of their context. */
const examples = contextSections()
  .filter(({ words }) => ['portproxy', 'advfirewall', 'firewall'].includes(words.at(-1) ?? ''))
  .flatMap(({ words, commands }) =>
    commands.flatMap(({ command }) =>
      (command.examples ?? []).map((example) => ({ line: [...words, example].join(' ') })),
    ),
  );

test('there are such examples', () => expect(examples.length).toBeGreaterThan(25));

test.each(examples)('$line says what it will do, and its full length means the same', ({ line }) => {
  const text = explain(line);
  expect(text).toMatch(/^Will do: \S.*\.$/m);
  const full = /^In full: (.*)$/m.exec(text)![1]!;
  const [one, other] = [read(line, ROOT, facts), read(full, ROOT, facts)];
  if (one.kind !== 'command' || other.kind !== 'command') throw new Error(`${full} is ${other.kind}`);
  expect(other.args).toEqual(one.args);
});

test('a value behind the dividing word is explained as the new value, with the rules that it changes', () => {
  const rulebook = {
    ...INITIAL_RULEBOOK,
    rules: [ruleFrom({ name: 'web', direction: 'in', action: 'allow' })],
  };
  const line = 'advfirewall firewall set rule name=web dir=in new remoteip=10.0.0.0/8';
  const text = explainLines(read(line, ROOT, facts), line, { ...facts, rulebook }).join('\n');
  expect(text).toContain('10.0.0.0/8   remoteip: Client, or target for dir=out (default: any).');
  expect(text).toContain('Will do: Changes one rule (web): remoteip=10.0.0.0/8.');
  const reset = 'advfirewall reset';
  expect(explainLines(read(reset, ROOT, facts), reset, { ...facts, rulebook }).join('\n')).toContain(
    'Will do: Deletes the one rule, and lets everybody connect.',
  );
});
