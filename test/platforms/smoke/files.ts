import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Forwards } from './forwarding.ts';
import { IS_WINDOWS, type Netsh, demand, step } from './harness.ts';

/** Scripts in every way that Windows saves them, dumps, and tables of other programs. */
export async function files(netsh: Netsh, { ports, port, echo }: Forwards): Promise<void> {
  const folder = path.dirname(netsh.home);
  const lines = [
    'interface portproxy',
    'reset',
    `add v4tov4 ${port} connectaddress=127.0.0.1 connectport=${echo} listenaddress=127.0.0.1`,
    'set v4tov4 8 connectaddress=127.0.0.1',
    'delete v4tov4 8',
    '',
  ];
  const scripts = {
    LF: Buffer.from(lines.join('\n')),
    'CR LF': Buffer.from(lines.join('\r\n')),
    'UTF-16': Buffer.from(`\ufeff${lines.join('\r\n')}`, 'utf16le'),
  };
  for (const [name, text] of Object.entries(scripts))
    await step(`a script in ${name}, by -f and by exec, at a path with blanks and umlauts`, async () => {
      const file = path.join(folder, `Skript für ${name}.txt`);
      writeFileSync(file, text);
      const ran = await netsh.run(['-f', file]);
      demand(ran.code === 0, ran);
      const told = await netsh.session([`exec "${file}"`, 'interface portproxy show all', '']);
      demand(!/cannot|not found/i.test(told), told);
      demand(told.includes(String(port)) && !told.includes(String(ports.get('v6tov6'))), told);
    });
  await step('a dump is replayed', async () => {
    const dump = await netsh.portproxy('dump');
    const file = path.join(folder, 'dump.txt');
    writeFileSync(file, `interface portproxy reset\n${dump}`);
    const ran = await netsh.run(['-f', file]);
    demand((await netsh.portproxy('dump')) === dump, ran);
  });
  await step("the registry's rows are imported, and a table exported", async () => {
    const file = path.join(folder, 'rows.reg');
    const key = '[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\PortProxy\\v4tov4\\tcp]';
    const rows = [
      'Windows Registry Editor Version 5.00',
      '',
      key,
      '"127.0.0.1/28555"="127.0.0.1/28556"',
      '',
      '',
    ];
    writeFileSync(file, Buffer.from(`\ufeff${rows.join('\r\n')}`, 'utf16le'));
    const ran = await netsh.run(['interface', 'portproxy', 'import', file]);
    const to = path.join(folder, 'out.cfg');
    const told = await netsh.entries(
      'show all',
      `export haproxy file="${to}"`,
      'delete v4tov4 28555 127.0.0.1',
      'show all --json',
    );
    demand(ran.code === 0 && told.includes('28556') && readFileSync(to, 'utf8').includes('28555'), {
      ran,
      told,
    });
  });
  await step('every line ends as those of the system do', async () => {
    const outputs = await Promise.all(
      ['--version', 'interface portproxy show all', 'relay show status', 'explain table', 'nonsense'].map(
        (line) => netsh.line(line),
      ),
    );
    const text = outputs.map(({ out, err }) => out + err).join('');
    demand(IS_WINDOWS ? !/[^\r]\n/.test(text) : !text.includes('\r'), text);
  });
}
