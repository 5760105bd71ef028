import { afterEach, expect, test } from 'vitest';
import { freePorts } from '../program/netsh.ts';
import { NetshTerminal } from './netsh.ts';

let open: NetshTerminal[] = [];

async function start(): Promise<NetshTerminal> {
  const terminal = new NetshTerminal();
  open.push(terminal);
  await terminal.waitFor('netsh>');
  return terminal;
}

afterEach(async () => {
  const all = open;
  open = [];
  for (const terminal of all) await terminal.close();
});

test('offline is seen under the prompt and under the table, and leaving with staged changes is asked about', async () => {
  const terminal = await start();
  const [port] = await freePorts(1);
  await terminal.typeAndWait('offline\r', 'offline: changes are staged until commit');
  await terminal.typeAndWait('interface portproxy\r', 'netsh interface portproxy (offline)>');
  await terminal.typeAndWait(
    `add v4tov4 ${port} 127.0.0.1 9 127.0.0.1\r`,
    'offline, 1 change staged: show changes, commit or abort',
  );
  await terminal.typeAndWait(
    'show all\r',
    `127.0.0.1       ${port}       127.0.0.1       9\n\n1 change is staged and not in effect: show changes, commit or abort.\n`,
  );
  await terminal.typeAndWait('exit\r', 'Leave, and discard the 1 change staged? (y/n)');
  await terminal.typeAndWait(
    'n',
    (screen) => screen.cursorRow === 'netsh interface portproxy (offline, 1 change)>',
  );
  await terminal.typeAndWait(`set v4tov4 ${port} rate=1M listenaddress=127.0.0.1\r`, '(offline, 2 changes)>');
  await terminal.typeAndWait('exit\r', 'Leave, and discard the 2 changes of 1 entry staged? (y/n)');
  // Nothing is left of exit: the next line stands alone.
  await terminal.typeAndWait(
    'n',
    (screen) => screen.cursorRow === 'netsh interface portproxy (offline, 2 changes)>',
  );
  await terminal.typeAndWait('commit\r', (screen) =>
    screen.text.includes('offline: changes are staged until commit'),
  );
  await terminal.typeAndWait('reset\ry', 'offline, 1 change staged: show changes, commit or abort');
  terminal.type('\u0004');
  expect(await terminal.ended).toEqual({ exitCode: 0, signal: 0 });
  expect(terminal.screen.text).toContain(
    '1 staged change was discarded.\n1 entry keeps listening in the background',
  );
});

test('what an alias stands for is shown while it is typed, before the help for its arguments', async () => {
  const terminal = await start();
  await terminal.typeAndWait('alias fwd interface portproxy add v4tov4\r', 'Ok.');
  await terminal.typeAndWait('fwd', 'fwd → interface portproxy add v4tov4');
  await terminal.typeAndWait(' 80 ', (screen) => {
    const { text } = screen;
    return text.includes('fwd → interface portproxy add v4tov4\n') && text.includes('[connectaddress=]');
  });
  await terminal.typeAndWait('x:y', 'fwd → interface portproxy add v4tov4');
});
