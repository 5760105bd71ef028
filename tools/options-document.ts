import type { EntryValue } from '../src/portproxy/values/entry-value.ts';
import { VALUES } from '../src/portproxy/values/values.ts';
import { table } from './markdown.ts';

/** Returns the text of docs/options.md: what each option of an entry accepts and means, from the descriptions in the code. */
export function optionsDocument(): string {
  const options: readonly EntryValue[] = VALUES.filter(({ extension }: EntryValue) => extension);
  const rows = options.map((value) => [
    `\`${value.tag}\``,
    value.kind('v4tov4').accepts.replace('IPv4', 'IP'),
    value.help.byDefault ?? '',
    value.protocols?.join(', ') ?? 'tcp, udp',
    `${value.help.text('v4tov4').replace(/^IPv4 a/, 'A')}.`,
  ]);
  const head = ['Option', 'Accepts', 'Default', 'For', 'Meaning'];
  return `${[HEAD, table([head, ...rows]), FOOT].join('\n\n')}\n`;
}

const HEAD = `# Options of entries

<!-- Written by tools/write-docs.ts from src/portproxy/values; a test fails where it is stale. -->

\`add\` and \`set\` of \`interface portproxy\` take these by name, behind what Windows knows:

\`\`\`text
add v4tov4 8080 10.0.0.5,10.0.0.6:8081 80 balance=roundrobin check=5s idletimeout=10m group=web comment="the site"
set v4tov4 8080 maxconnections=500
set v4tov4 8080 idletimeout=default
\`\`\`

\`set\` keeps what is not named, and the value \`default\` takes an option back. \`show status\`, \`--json\`, \`explain\` and the details of
the monitor tell them; \`dump\` writes them into \`#netsh:\` comments, which Windows skips.

Times are written \`500ms\`, \`10s\`, \`5m\`, \`2h\`, \`1d\`; a bare number is seconds. Bytes are written \`512K\`, \`10M\`, \`1G\`: powers of 1,024.`;

const FOOT = `\`protocol=udp\` makes an entry of UDP. It is another entry than one of TCP on the same port; \`set\`, \`delete\` and \`kill entry\` without
\`protocol\` mean the one of TCP. \`show all\` prints entries of UDP in sections of their own, behind all others.

## Groups

Entries with the same \`group\` (letters have no case) are told and changed together:

\`\`\`text
show groups
show all group=web
show status group=web
show statistics group=web
show connections group=web
set group web state=disabled
set group web maxage=12h idletimeout=default
delete group web
kill group web
\`\`\`

\`set group\` and \`delete group\` change all entries of the group in one write, or none where one of them cannot take a value; offline they are
staged as any change. An entry that cannot listen afterwards is told, as with \`set\`. \`group=\` with another name moves all of them there. Connections go on, whatever becomes of their entry, until
\`kill group\` ends them.`;
