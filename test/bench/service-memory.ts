import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';

const NETSH = path.join(import.meta.dirname, '../../bin/netsh.js');
const REST_MS = 15_000;

/** Returns what a service of the built program has in memory at rest after a command, in MiB (Pss). */
export async function serviceMemory(...command: string[]): Promise<number> {
  const home = mkdtempSync(path.join(tmpdir(), 'netsh-bench-'));
  const netsh = async (...args: string[]): Promise<string> => {
    const env = { ...process.env, NETSH_HOME: home };
    return (await promisify(execFile)(process.execPath, [NETSH, ...args], { env })).stdout;
  };
  try {
    await netsh('relay', 'start');
    const { pid } = Object(JSON.parse(await netsh('relay', 'show', 'status', '--json')));
    if (command.length > 0) await netsh(...command);
    await pause(REST_MS);
    const [, kib] = /^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')) ?? [];
    return Number(kib) / 1024;
  } finally {
    await netsh('relay', 'stop');
    rmSync(home, { recursive: true, force: true });
  }
}
