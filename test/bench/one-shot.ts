// How fast one command is beside bare Node: `npm run bench:one-shot`.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { PROGRAM, TestHome, freePort } from '../program/netsh.ts';
import { interleave } from './interleave.ts';

const ENTRIES = 10_000;
const small = new TestHome();
const large = new TestHome();

const node = (home: TestHome, ...args: string[]) => {
  const ran = spawnSync(process.execPath, args, { env: { ...process.env, NETSH_HOME: home.path } });
  if (ran.status !== 0) throw new Error(ran.stderr.toString());
};

try {
  const port = await freePort();
  await small.portproxy(`add v4tov4 ${port} 127.0.0.1 1 127.0.0.1`);
  // Held entries: the table is as long, and no 10,000 sockets are needed to list it.
  const lines = Array.from(
    { length: ENTRIES },
    (_, at) => `add v4tov4 ${20_000 + at} 127.0.0.1 ${20_000 + at} 127.0.0.1`,
  );
  writeFileSync(path.join(large.path, 'add.txt'), `interface portproxy\n${lines.join('\n')}\n`);
  await large.netsh(['-f', 'add.txt']);
  const show = [PROGRAM, 'interface', 'portproxy', 'show', 'all'];
  await interleave(
    [
      { name: 'node -e 0', run: () => node(small, '-e', '0') },
      { name: 'netsh /?', run: () => node(small, PROGRAM, '/?') },
      { name: 'netsh interface portproxy show all', run: () => node(small, ...show) },
      { name: `the same with ${ENTRIES} entries`, run: () => node(large, ...show) },
    ],
    Number(process.argv[2] ?? 30),
  );
} finally {
  await small.close();
  await large.close();
}
