// Makes docs/shell.svg: a real session in a pseudo-terminal, as its screen looks. `npm run record`.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import xterm from '@xterm/headless';
import { TestHome, PROGRAM } from '../test/program/netsh.ts';
import { Terminal } from '../test/pty/terminal.ts';
import { screenSvg } from './screen-svg.ts';

const COLUMNS = 92;
const ROWS = 24;
const home = new TestHome();
try {
  await home.portproxy('add v4tov4 13389 10.0.0.12 3389 127.0.0.1');
  writeFileSync(path.resolve(import.meta.dirname, '../docs/shell.svg'), await record());
} finally {
  await home.close();
}

async function record(): Promise<string> {
  const terminal = new Terminal({
    command: process.execPath,
    args: [PROGRAM],
    columns: COLUMNS,
    rows: ROWS,
    env: { NETSH_HOME: home.path },
  });
  await terminal.waitFor(/^netsh>/m);
  await terminal.typeAndWait('int po\r', 'netsh interface portproxy>');
  await terminal.typeAndWait(
    'add v4tov4 18080 127.0.0.1 8080 127.0.0.1\r',
    /8080 127\.0\.0\.1\s+netsh interface portproxy>/,
  );
  await terminal.typeAndWait('show all\r', /18080 +127\.0\.0\.1 +8080\s+netsh interface portproxy>/);
  await terminal.typeAndWait('set v4tov4 ', /listenport=/);
  await terminal.typeAndWait('\t', /18080 +127\.0\.0\.1:18080/);
  const picture = new xterm.Terminal({ cols: COLUMNS, rows: ROWS, allowProposedApi: true });
  await new Promise<void>((drawn) => picture.write(terminal.screen.raw, drawn));
  await terminal.close();
  return screenSvg(picture);
}
