// How fast Tab opens the menu over many entries: `node test/bench/menu.ts [entries]`, 10,000 by default.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { TestHome } from '../program/netsh.ts';
import { NetshTerminal } from '../pty/netsh.ts';
import { median } from './interleave.ts';

const entries = Number(process.argv[2] ?? 10_000);
const home = new TestHome();
const lines = Array.from(
  { length: entries },
  (_, at) => `add v4tov4 ${20_000 + at} 127.0.0.1 ${20_000 + at} 127.0.0.1`,
);
writeFileSync(path.join(home.path, 'add.txt'), `interface portproxy\n${lines.join('\n')}\n`);
await home.netsh(['-f', 'add.txt']);
const terminal = new NetshTerminal({}, home);
await terminal.waitFor('netsh>');
await terminal.typeAndWait('interface portproxy\r', 'portproxy>');
await terminal.typeAndWait('delete v4tov4 ', (screen) => screen.cursorRow.endsWith('delete v4tov4'));

// The first opening counts as much as the others: nobody opens a menu twenty times before.
const times: number[] = [];
for (let round = 0; round < 20; round++) {
  const from = terminal.screen.raw.length;
  const begin = performance.now();
  terminal.type('\t');
  await terminal.waitFor((screen) => /of \d+/.test(screen.raw.slice(from)));
  times.push(performance.now() - begin);
  await terminal.typeAndWait('\u001B', (screen) => !/of \d+/.test(screen.text));
}
await terminal.close();
await home.close();
console.log(
  `menu over ${entries} entries: first ${times[0]!.toFixed(1)} ms, median ${median(times).toFixed(1)} ms, ` +
    `most ${Math.max(...times).toFixed(1)} ms`,
);
