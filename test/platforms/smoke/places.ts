import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { type Netsh, demand, step } from './harness.ts';

/** Homes of Windows that are written otherwise, lie elsewhere, or are held by other programs. */
export async function places(netsh: Netsh): Promise<void> {
  await step('a home at a long path', async () => {
    const far = netsh.at(path.join(path.dirname(netsh.home), 'x'.repeat(60), 'y'.repeat(60)));
    const ran = await far.line('relay start');
    demand(ran.code === 0 && (await far.line('relay show status')).out.includes('running'), ran);
    await far.line('relay stop');
  });
  await step('a home below a file is told of', async () => {
    const file = path.join(path.dirname(netsh.home), 'a file');
    writeFileSync(file, '');
    const ran = await netsh.at(path.join(file, 'home')).line('interface portproxy show all');
    const made = await netsh
      .at(path.join(file, 'home'))
      .line('interface portproxy add v4tov4 28557 127.0.0.1');
    demand(made.code === 1 && made.err.includes('a file') && !/\n +at /.test(made.err + ran.err), {
      ran,
      made,
    });
  });
  await step('a broken table is put aside, and the last good one taken', async () => {
    await netsh.line('relay stop');
    const before = await netsh.portproxy('dump');
    const table = path.join(netsh.home, 'table.json');
    await netsh.portproxy('add v4tov4 28557 127.0.0.1 9 127.0.0.1');
    await netsh.line('relay stop');
    const good = readFileSync(table);
    writeFileSync(table, '{"version": 1, "entries": [');
    const ran = await netsh.line('relay start');
    demand((await netsh.portproxy('dump')) === before, ran);
    await netsh.line('relay stop');
    writeFileSync(table, good);
    await netsh.portproxy('delete v4tov4 28557 127.0.0.1');
    demand((await netsh.portproxy('dump')) === before, 'another table');
  });
  await step(
    'the home in other letters, with slashes, and with a dot behind has the same relay',
    async () => {
      await netsh.line('relay start');
      const { pid } = JSON.parse((await netsh.line('relay show status --json')).out) as { pid: number };
      for (const way of [netsh.home.toUpperCase(), netsh.home.replaceAll('\\', '/'), `${netsh.home}\\.`]) {
        const ran = await netsh.at(way).line('relay show status --json');
        demand((JSON.parse(ran.out) as { pid: number }).pid === pid, { way, ran });
      }
    },
  );
  await step('a home on a network drive', async () => {
    const far = netsh.at('\\\\server\\share\\home of Zoë');
    await far.portproxy('add v4tov4 28557 127.0.0.1 9 127.0.0.1');
    const again = netsh.at('//SERVER/share/home of Zoë');
    const told = await again.session(['interface portproxy show all', 'relay show status', 'relay stop', '']);
    demand(told.includes('28557') && told.includes('running') && told.includes('stopped'), told);
  });
  await step('the pipe is named in the home, and only there', async () => {
    const pipe = readFileSync(path.join(netsh.home, 'run', 'control.path'), 'utf8').trim();
    demand(/^\\\\[.?]\\pipe\\netsh/.test(pipe), pipe);
    await netsh.line('relay stop');
    demand(!existsSync(path.join(netsh.home, 'run', 'control.path')), 'the note is still there');
    const holder = createServer(() => {}).listen(pipe);
    await once(holder, 'listening');
    const ran = await netsh.line('relay start');
    demand(ran.code === 0, ran);
    const next = readFileSync(path.join(netsh.home, 'run', 'control.path'), 'utf8').trim();
    demand(next !== pipe, next);
    holder.close();
  });
  await step('a note that names the pipe of somebody else', async () => {
    await netsh.line('relay stop');
    const pipe = '\\\\.\\pipe\\somebody-else';
    const holder = createServer((socket) =>
      socket.end('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n'),
    ).listen(pipe);
    await once(holder, 'listening');
    const note = path.join(netsh.home, 'run', 'control.path');
    writeFileSync(note, pipe);
    const ran = await netsh.line('relay start');
    demand(ran.code === 0, ran);
    holder.close();
  });
  for (const name of ['table.backup.json', 'table.json'])
    await step(`${name} is held open by another program for a moment, and for long`, () => held(netsh, name));
  await step('a drive that is not there, and names that cannot be', async () => {
    for (const home of ['Q:\\netsh', '\\\\nowhere.invalid\\share\\netsh', 'C:\\con\\a<b', 'C:\\a|b'])
      for (const line of ['relay show status', 'interface portproxy add v4tov4 28557 127.0.0.1']) {
        const ran = await netsh.at(home).line(line);
        demand(!/\n +at |undefined/.test(ran.err), { home, ran });
        demand(line.startsWith('relay') || (ran.code === 1 && ran.err.includes(home)), { home, ran });
      }
  });
}

/** A program that opens a file so that nobody else may rename or remove it, until its input ends. */
const HOLDER = `
  const fs = require('node:fs');
  const descriptor = fs.openSync(process.argv[1], fs.constants.O_RDONLY | 0x10000000);
  process.stdout.write('held');
  process.stdin.resume().on('end', () => process.exit(0));
`;

async function held(netsh: Netsh, name: string): Promise<void> {
  const child = spawn(process.execPath, ['-e', HOLDER, path.join(netsh.home, name)]);
  await once(child.stdout, 'data');
  const refused = await netsh.line('interface portproxy add v4tov4 28558 127.0.0.1 9 127.0.0.1');
  demand(refused.code === 1 && refused.err.includes('another program has it open'), refused);
  demand(!(await netsh.portproxy('show all')).includes('28558'), 'it was made all the same');
  // The one change runs in the relay at once, and the file is let go meanwhile.
  const change = netsh.entries('add v4tov4 28558 127.0.0.1 9 127.0.0.1', 'delete v4tov4 28558 127.0.0.1');
  const over = once(child, 'exit');
  child.stdin.end();
  await over;
  await change;
}
