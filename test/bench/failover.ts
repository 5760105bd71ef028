// What clients lose when targets fail: `node test/bench/failover.ts [DEATHS] [CHECK-MS] [CONNECT-TIMEOUT-MS]`. Clients connect all
// the time through an entry with three targets (balance=roundrobin); one after the other dies, refuses and stands still, and
// comes back. Prints the connections that failed, and how long connections took from their begin to the whole answer.
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createRelay } from '../../src/relay/create.ts';
import type { RelayEntry, RelaySide } from '../../src/relay/relay.ts';
import { FATES, type Fate, Victim } from './failover-victim.ts';

const deaths = Number(process.argv[2] ?? 100);
const checkMs = Number(process.argv[3] ?? 0);
const connectTimeoutMs = Number(process.argv[4] ?? 1_000);
const CLIENTS = 8;
/** Between two connections of one client, ms. */
const PAUSE_MS = 2;
/** So many connections follow each death and each recovery. */
const CONNECTIONS = 200;
const LISTEN_PORT = 7_081;
const FIRST_PORT = 7_082;

type Phase = Fate | 'all well';

/** How long connections took, ms, by what became of a target when they began. */
const times: Record<Phase, number[]> = { 'all well': [], dead: [], refusing: [], silent: [] };
/** Connections without an answer that were there when a target died, which may have taken them along. */
let orphaned = 0;
/** All others without an answer. */
let unanswered = 0;
/** When a target began to die, and was dead. */
let death = { from: Infinity, to: -Infinity };
let phase: Phase = 'all well';
/** Connections that a target's system accepted before, or while, the target stood still: it answered them when it went on. */
let caught = 0;
const run = { count: 0, isOver: false };
/** The target that stood still last, and when it went on. */
let stood = { name: '', until: -Infinity };

const victims = ['one', 'two', 'three'].map((name, index) => new Victim(name, FIRST_PORT + index));
const relay = await createRelay();
try {
  await Promise.all(victims.map((victim) => victim.start()));
  await relay.apply({ put: [entry()], remove: [] });
  const status = relay.status('bench');
  if (status?.state !== 'listening') throw new Error(status?.reason);
  const clients = Array.from({ length: CLIENTS }, () => client());
  for (let round = 0; round < deaths; round += 1) {
    const fate = FATES[round % FATES.length]!;
    const at = Math.floor(round / FATES.length) % victims.length;
    const victim = victims[at]!;
    await more();
    phase = fate;
    death = { from: performance.now(), to: Infinity };
    await victim.suffer(fate);
    death = { ...death, to: performance.now() };
    await until(at, 'down');
    await more();
    if (fate === 'silent') stood = { name: victim.name, until: performance.now() };
    await victim.recover();
    await until(at, 'up');
    phase = 'all well';
  }
  await more();
  run.isOver = true;
  await Promise.all(clients);
  report(await failures());
} finally {
  for (const victim of victims) victim.end();
  await relay.close(0);
}

function entry(): RelayEntry {
  const [one, two, three] = victims.map(({ port }) => side(port)) as [RelaySide, RelaySide, RelaySide];
  return {
    id: 'bench',
    label: 'bench',
    protocol: 'tcp',
    listen: side(LISTEN_PORT),
    targets: [one, two, three],
    choice: { balance: 'roundrobin', checkMs },
    limits: { connectTimeoutMs },
  };
}

function side(port: number): RelaySide {
  return { version: 4, host: { kind: 'literal', host: '127.0.0.1' }, ports: { from: port, to: port } };
}

async function client(): Promise<void> {
  while (!run.isOver) {
    const began = phase;
    const begin = performance.now();
    const answer = await ask();
    const took = performance.now() - begin;
    run.count += 1;
    const isCaught = answer === stood.name && begin < stood.until && begin + took >= stood.until;
    if (answer === '' && begin <= death.to && begin + took >= death.from) orphaned += 1;
    else if (answer === '') unanswered += 1;
    else if (isCaught) caught += 1;
    else times[began].push(took);
    await sleep(PAUSE_MS);
  }
}

/** What one connection gets until it ends. */
function ask(): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect({ host: '127.0.0.1', port: LISTEN_PORT });
    socket.on('error', () => {});
    socket.on('data', (chunk) => (answer += chunk.toString()));
    socket.on('close', () => resolve(answer));
    socket.end('x');
  });
}

async function more(): Promise<void> {
  const enough = run.count + CONNECTIONS;
  while (run.count < enough) await sleep(5);
}

async function until(index: number, state: 'up' | 'down'): Promise<void> {
  for (;;) {
    const [report] = await relay.report(['bench']);
    if (report?.counters.targets?.[index]?.state === state) return;
    await sleep(5);
  }
}

/** Returns a bound of those that failed: no target was reached, the relay did not take them, or no answer came without a death. */
async function failures(): Promise<number> {
  const [entryReport] = await relay.report(['bench']);
  const { errors = Infinity, refused = 0 } = entryReport?.counters ?? {};
  return unanswered + errors + refused;
}

function report(failed: number): void {
  const check = checkMs === 0 ? 'no check' : `check=${checkMs}ms`;
  console.log(`${deaths} deaths, ${run.count} connections, ${check}, connecttimeout=${connectTimeoutMs}ms`);
  console.log(`failed, no target answered: ${failed}`);
  console.log(`taken along by a target that had accepted them when it died: ${orphaned}`);
  console.log(`answered late, accepted by a target that stood still: ${caught}`);
  console.log(`${'ms to the whole answer'.padEnd(24)}${row(['connections', 'p50', 'p99', 'p99.9', 'most'])}`);
  for (const [name, list] of Object.entries(times)) {
    const sorted = list.toSorted((a, b) => a - b);
    const at = (share: number): string =>
      (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(1);
    console.log(`${name.padEnd(24)}${row([String(sorted.length), at(0.5), at(0.99), at(0.999), at(1)])}`);
  }
}

function row(cells: readonly string[]): string {
  return cells.map((cell) => cell.padStart(12)).join('');
}
