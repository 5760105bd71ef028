// How long a range of 1,000 ports and the commit of a whole table take: `node test/bench/table.ts [entries]`.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { TestHome } from '../program/netsh.ts';
import { median } from './interleave.ts';

const entries = Number(process.argv[2] ?? 5000);
const PORTS = 1000;
const ROUNDS = 3;

const seconds = new Map<string, number[]>();

async function timed(what: string, home: TestHome, args: readonly string[]): Promise<void> {
  const start = performance.now();
  const ran = await home.netsh(args);
  const took = (performance.now() - start) / 1000;
  seconds.set(what, [...(seconds.get(what) ?? []), took]);
  if (ran.code !== 0) throw new Error(`${what} failed: ${ran.err}`);
}

/** A script that replaces the table by entries of one address, from a port on. */
function replacing(home: TestHome, name: string, from: number, words: readonly [string, string]): string {
  const lines = Array.from(
    { length: entries },
    (_, at) =>
      `add v4tov4 listenport=${from + at} connectaddress=127.0.0.1 connectport=9 listenaddress=127.0.0.9`,
  );
  const [before, after] = words;
  writeFileSync(
    path.join(home.path, name),
    ['interface portproxy', before, 'reset', ...lines, after].join('\n'),
  );
  return name;
}

async function listening(home: TestHome): Promise<string> {
  const status: unknown = JSON.parse((await home.netsh(['relay', 'show', 'status', '--json'])).out);
  return JSON.stringify(status);
}

for (let round = 0; round < ROUNDS; round += 1) {
  const home = new TestHome();
  try {
    await home.netsh(['relay', 'start']);
    const add = ['interface', 'portproxy', 'add', 'v4tov4'];
    const range = `10000-${10_000 + PORTS - 1}`;
    await timed('one command, an entry of one port', home, [...add, '9999', '127.0.0.1', '9', '127.0.0.8']);
    await timed(`one command, a range of ${PORTS} ports`, home, [
      ...add,
      range,
      '127.0.0.1',
      '9',
      '127.0.0.8',
    ]);
    await timed(`script, ${entries} entries at once`, home, [
      '-f',
      replacing(home, 'direct.txt', 10_000, ['', '']),
    ]);
    const half = 10_000 + Math.floor(entries / 2);
    const committed = replacing(home, 'committed.txt', half, ['offline', 'commit']);
    await timed(`script, ${entries} entries staged and committed, half of them new`, home, ['-f', committed]);
    console.log(await listening(home));
    await home.netsh(['interface', 'portproxy', 'reset']);
    await timed(`script, ${entries} entries staged and committed, all new`, home, ['-f', committed]);
    console.log(await listening(home));
  } finally {
    await home.close();
  }
}
for (const [what, times] of seconds)
  console.log(`${what}: ${median(times).toFixed(2)} s (median of ${times.length})`);
