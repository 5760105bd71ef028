// How fast a script adds entries that all listen: `npm run bench:script [entries]`.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { TestHome } from '../program/netsh.ts';
import { median } from './interleave.ts';

const entries = Number(process.argv[2] ?? 5000);
const PER_ADDRESS = 20_000;
const seconds: number[] = [];
for (let round = 0; round < 3; round++) {
  const home = new TestHome();
  try {
    const lines = Array.from({ length: entries }, (_, at) => {
      const address = `127.0.0.${10 + Math.floor(at / PER_ADDRESS)}`;
      return `add v4tov4 listenport=${10_000 + (at % PER_ADDRESS)} connectaddress=127.0.0.1 connectport=9 listenaddress=${address}`;
    });
    writeFileSync(path.join(home.path, 'add.txt'), `interface portproxy\n${lines.join('\n')}\n`);
    const start = performance.now();
    const ran = await home.netsh(['-f', 'add.txt']);
    seconds.push((performance.now() - start) / 1000);
    const status: unknown = JSON.parse((await home.netsh(['relay', 'show', 'status', '--json'])).out);
    console.log(`exit ${ran.code}, ${JSON.stringify(status)}`);
  } finally {
    await home.close();
  }
}
const typical = median(seconds);
console.log(
  `${entries} entries in ${typical.toFixed(2)} s: ${Math.round(entries / typical)} lines/s (median of ${seconds.length})`,
);
