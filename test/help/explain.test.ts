import { expect, test } from 'vitest';
import type { Host } from '../../contexts/host.ts';
import { root } from '../../contexts/root.ts';
import { explainLines } from '../../help/explain.ts';
import { NO_FACTS } from '../../src/language/facts.ts';
import { read } from '../../src/language/read.ts';
import type { ContextPath } from '../../src/language/schema.ts';
import { entryFrom } from '../../src/portproxy/entry.ts';

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
  10.0.0.5  connectaddress: IPv4 address or name to connect to (default: this
            computer).
Not given, so:
  connectport: listenport
  listenaddress: *
  protocol: tcp
  state: enabled
Will do: Changes *:8080 from 10.0.0.9:80 to 10.0.0.5:8080.
In full: interface portproxy add v4tov4 listenport=8080 connectaddress=10.0.0.5
`);
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
