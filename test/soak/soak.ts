// Hours of traffic with changes, resets, half-closes and slow readers: `npm run soak [minutes] [at once]`, 60 minutes and
// 40 connections at once by default. Prints memory, descriptors and errors once a minute, and ends with 1 where anything
// was lost or left behind.
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { type Server, type Socket, connect, createServer } from 'node:net';
import { TestHome, closed, freePorts, listen, portOf } from '../program/netsh.ts';

const minutes = Number(process.argv[2] ?? 60);
const workers = Number(process.argv[3] ?? 40);
const MAX_BYTES = 2 * 1024 * 1024;
const home = new TestHome();
const until = Date.now() + minutes * 60_000;
const counts = { whole: 0, reset: 0, bytes: 0, changes: 0, wrong: 0 };
const faults: string[] = [];

const server = await listen(
  createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => {});
    socket.pipe(socket);
  }),
);
const ports = await freePorts(4);
const spare = (await freePorts(1))[0]!;
for (const port of ports) await add(port);
const { pid } = JSON.parse((await home.netsh(['relay', 'show', 'status', '--json'])).out) as { pid: number };
const first = figures();
const report = setInterval(tell, 60_000);
try {
  tell();
  await Promise.all([changes(), ...Array.from({ length: workers }, traffic)]);
  clearInterval(report);
  await settled();
  tell();
} finally {
  clearInterval(report);
  await closed(server satisfies Server);
  await home.close();
}
for (const fault of faults.slice(0, 10)) console.log(fault);
process.exitCode = faults.length > 0 || counts.wrong > 0 ? 1 : 0;

/** Connections one after the other: most exchange everything and compare, some reset in mid-transfer. */
async function traffic(): Promise<void> {
  while (Date.now() < until) {
    const data = randomBytes(Math.floor(Math.random() ** 3 * MAX_BYTES));
    const breaks = Math.random() < 0.15;
    const port = ports[Math.floor(Math.random() * ports.length)]!;
    const answer = await exchange(port, data, { breaks, slow: Math.random() < 0.1 });
    if (breaks) counts.reset++;
    else if (answer === hash(data)) counts.whole++;
    else {
      counts.wrong++;
      faults.push(`${new Date().toISOString()} port ${port}, ${data.length} bytes: ${answer}`);
    }
    counts.bytes += data.length * 2;
  }
}

function exchange(port: number, data: Buffer, how: { breaks: boolean; slow: boolean }): Promise<string> {
  return new Promise((resolve) => {
    const sum = createHash('sha256');
    const socket: Socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    socket.on('connect', () => {
      if (how.breaks) socket.write(data, () => socket.resetAndDestroy());
      else socket.end(data);
    });
    socket.on('data', (chunk) => {
      sum.update(chunk);
      if (!how.slow) return;
      socket.pause();
      setTimeout(() => socket.resume(), 5);
    });
    socket.on('end', () => resolve(sum.digest('hex')));
    socket.on('error', (error) => resolve(String(error)));
    socket.on('close', () => resolve('closed'));
  });
}

/** Entries come, change and go beside the traffic, which must not notice. */
async function changes(): Promise<void> {
  while (Date.now() < until) {
    for (const line of [
      `add v4tov4 ${spare} 127.0.0.1 9 127.0.0.1`,
      `set v4tov4 ${spare} 127.0.0.1 10 127.0.0.1`,
      `delete v4tov4 ${spare} 127.0.0.1`,
    ]) {
      const ran = await home.portproxy(line);
      if (ran.code !== 0) faults.push(`${line}: ${ran.err}`);
      counts.changes++;
    }
  }
}

async function add(port: number): Promise<void> {
  await home.portproxy(`add v4tov4 ${port} 127.0.0.1 ${portOf(server)} 127.0.0.1`);
}

/** Waits until the relay has let go of every connection; one that stays is a fault. */
async function settled(): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const status = JSON.parse((await home.netsh(['relay', 'show', 'status', '--json'])).out) as {
      connections: number;
    };
    if (status.connections === 0) return;
  }
  faults.push('Connections stayed behind.');
}

function figures(): { rss: number; descriptors: number } {
  const rss = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  return { rss: Math.round(rss / 1024), descriptors: readdirSync(`/proc/${pid}/fd`).length };
}

function tell(): void {
  const now = figures();
  console.log(
    `${new Date().toISOString()} memory ${now.rss} MiB (first ${first.rss}), descriptors ${now.descriptors} (first ` +
      `${first.descriptors}), ${counts.whole} whole, ${counts.reset} reset, ${counts.wrong} wrong, ` +
      `${(counts.bytes / 2 ** 30).toFixed(1)} GiB, ${counts.changes} changes`,
  );
}

function hash(data: Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}
