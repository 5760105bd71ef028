// How fast a script adds rules, and how long adding and showing them takes beside as many entries (that do not listen):
// `npm run bench:rules [rules]`.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { TestHome } from '../program/netsh.ts';
import { median } from './interleave.ts';

const ROUNDS = 3;
const added = Number(process.argv[2] ?? 5000);
const shown = 2 * added;
const times = new Map<string, number[]>();

async function timed(what: string, home: TestHome, args: readonly string[]): Promise<void> {
  const start = performance.now();
  const ran = await home.netsh(args);
  times.set(what, [...(times.get(what) ?? []), (performance.now() - start) / 1000]);
  if (ran.code !== 0) throw new Error(`${what} failed: ${ran.err.slice(0, 1000)}`);
}

function script(home: TestHome, name: string, first: string, lines: readonly string[]): string {
  writeFileSync(path.join(home.path, name), `${first}\n${lines.join('\n')}\n`);
  return name;
}

function rule(at: number): string {
  const address = `10.${(at >> 8) & 255}.${at & 255}.0/24`;
  return `add rule name="rule ${at}" dir=in action=allow protocol=tcp localport=${1024 + at} remoteip=${address}`;
}

function entry(at: number): string {
  return `add v4tov4 listenport=${10_000 + at} connectaddress=127.0.0.1 connectport=9 listenaddress=127.0.0.9 state=disabled`;
}

const ADD = `script, ${added} rules added`;
const ADD_ENTRIES = `script, ${added} entries added`;
const SHOW_RULES = `show rule name=all, ${shown} rules`;
const SHOW_ENTRIES = `show all, ${shown} entries`;

for (let round = 0; round < ROUNDS; round += 1) {
  const home = new TestHome();
  try {
    const numbers = Array.from({ length: added }, (_, at) => at);
    await home.netsh(['relay', 'start']);
    for (const from of [0, added]) {
      const batch = numbers.map((at) => at + from);
      const rules = script(home, 'rules.txt', 'advfirewall firewall', batch.map(rule));
      await timed(ADD, home, ['-f', rules]);
      const entries = script(home, 'entries.txt', 'interface portproxy', batch.map(entry));
      await timed(ADD_ENTRIES, home, ['-f', entries]);
    }
    for (let turn = 0; turn < 2; turn += 1) {
      await timed(SHOW_RULES, home, ['advfirewall', 'firewall', 'show', 'rule', 'name=all']);
      await timed(SHOW_ENTRIES, home, ['interface', 'portproxy', 'show', 'all']);
    }
  } finally {
    await home.close();
  }
}
for (const [what, seconds] of times)
  console.log(`${what}: ${median(seconds).toFixed(2)} s (median of ${seconds.length})`);
const typical = (what: string): number => median(times.get(what) ?? []);
const ratio = (one: string, other: string): string => (typical(one) / typical(other)).toFixed(2);
console.log(
  `${Math.round(added / typical(ADD))} rules/s, ${ratio(ADD, ADD_ENTRIES)} × the time of entries; show ${ratio(SHOW_RULES, SHOW_ENTRIES)} × show all`,
);
