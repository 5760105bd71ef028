// Makes the pictures of docs/: real sessions in a pseudo-terminal, as their screens look. `npm run record`, or
// `npm run record -- list` for one of them.
import { writeFileSync } from 'node:fs';
import { type Server, connect, createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import xterm from '@xterm/headless';
import { TestHome, PROGRAM, listen, portOf } from '../test/program/netsh.ts';
import { Terminal } from '../test/pty/terminal.ts';
import { screenSvg } from './screen-svg.ts';

const PROMPT = 'netsh interface portproxy>';
/** The line after a port was chosen, which fills in the listen address of its entry. */
const CHOSEN = `${PROMPT}set v4tov4 13389 listenaddress=127.0.0.1`;
const home = new TestHome();
/** What draws each picture. */
const PICTURES: Readonly<Record<string, () => Promise<void>>> = {
  async shell() {
    await home.portproxy('add v4tov4 13389 10.0.0.12 3389 127.0.0.1');
    await picture('shell', { columns: 92, rows: 26 }, [], shell);
    await home.portproxy('reset');
  },
  list: () => picture('list', { columns: 92, rows: 22 }, [], list),
  help: () => picture('help', { columns: 80, rows: 26 }, [], help),
  learn: () => picture('learn', { columns: 80, rows: 24 }, [], learn),
  monitor: () =>
    picture('monitor', { columns: 110, rows: 24 }, ['interface', 'portproxy', 'monitor'], monitor),
};
const wanted = process.argv.slice(2);
try {
  for (const [name, draw] of Object.entries(PICTURES)) {
    if (wanted.length === 0 || wanted.includes(name)) await draw();
  }
} finally {
  await home.close();
}
process.exit(0);

async function picture(
  name: string,
  size: { readonly columns: number; readonly rows: number },
  words: readonly string[],
  play: (terminal: Terminal) => Promise<void>,
): Promise<void> {
  const env = { NETSH_HOME: home.path };
  const terminal = new Terminal({ command: process.execPath, args: [PROGRAM, ...words], ...size, env });
  await play(terminal);
  const screen = new xterm.Terminal({ cols: size.columns, rows: size.rows, allowProposedApi: true });
  await new Promise<void>((drawn) => screen.write(terminal.screen.raw, drawn));
  await terminal.close();
  writeFileSync(
    path.resolve(import.meta.dirname, `../docs/${name}.svg`),
    screenSvg(screen, { title: ['netsh', ...words].join(' '), hasCursor: words.length === 0 }),
  );
}

async function shell(terminal: Terminal): Promise<void> {
  await terminal.waitFor(/^netsh>/m);
  await terminal.typeAndWait('int po\r', `\n${PROMPT}`);
  await terminal.typeAndWait('add v4tov4 15432 10.0.0.20 5432 127.0.0.1\r', `5432 127.0.0.1\n\n${PROMPT}`);
  await terminal.typeAndWait('shwo all\r', `Did you mean show?\n${PROMPT}`);
  await terminal.typeAndWait('show all\r', new RegExp(`15432 +10\\.0\\.0\\.20 +5432\\s+${PROMPT}`));
  await terminal.typeAndWait('set v4tov4 \t', /15432 +127\.0\.0\.1:15432/);
  await terminal.typeAndWait('\t', CHOSEN);
}

/** The list of what may come next, as `?` opens it. */
async function list(terminal: Terminal): Promise<void> {
  await terminal.waitFor(/^netsh>/m);
  await terminal.typeAndWait('int po\r', `\n${PROMPT}`);
  await terminal.typeAndWait('?', /monitor +Opens a live view/);
}

/** A search over all contexts. */
async function help(terminal: Terminal): Promise<void> {
  await terminal.waitFor(/^netsh>/m);
  await terminal.typeAndWait('help block a client\r', /To read one, [^\n]*\n[^\n]*\n*netsh>/);
}

/** The first lesson, up to the answer to a mistake in its second step. */
async function learn(terminal: Terminal): Promise<void> {
  await terminal.waitFor(/^netsh>/m);
  await terminal.typeAndWait('learn forward\r', /Step 1 of 4:[^]*netsh>/);
  await terminal.typeAndWait('int po\r', /Step 2 of 4:[^]*netsh interface portproxy>/);
  await terminal.typeAndWait('add v4tov4 listenport=80a\r', /80a[^]*netsh interface portproxy>/);
  await terminal.typeAndWait('hint\r', /add v4tov4 makes[^]*netsh interface portproxy>/);
}

/** Records the monitor with entries in every state, two of which carry traffic in waves. */
async function monitor(): Promise<void> {
  const target = portOf(await echo());
  const taken = portOf(await echo());
  await home.portproxy(`add v4tov4 18080 127.0.0.1 ${target} 127.0.0.1`);
  await home.portproxy(`add v6tov4 18443 127.0.0.1 ${target} ::1`);
  await home.portproxy(`add v4tov4 ${taken} 127.0.0.1 ${target} 127.0.0.1`);
  await home.portproxy('add v4tov4 13389 10.0.0.12 3389 127.0.0.1');
  await home.portproxy('add v4tov4 2222 10.0.0.9 22 127.0.0.1 state=disabled');
  for (let client = 0; client < 7; client++) send(client);
  await pause(40_000);
}

function send(client: number): void {
  const [port, host] = client % 3 === 2 ? [18_443, '::1'] : [18_080, '127.0.0.1'];
  const socket = connect(port, host)
    .on('error', () => {})
    .resume();
  // Ended with the process.
  setInterval(() => {
    const wave = 1 + Math.sin(Date.now() / 3000 + client);
    socket.write(Buffer.alloc(Math.round(2000 * (client + 1) * wave)));
  }, 100);
}

function echo(): Promise<Server> {
  return listen(createServer((socket) => void socket.on('error', () => {}).pipe(socket)));
}
